"""A mail server of the tests' own, on a port of this machine: it keeps what it is given."""

import base64
import contextlib
import socketserver
import ssl
import threading
from dataclasses import dataclass, field


@dataclass
class Caught:
    """What a server was given. security: starttls, ssl or none; login: user and password."""

    port: int = 0
    login: str = ""
    recipients: list[str] = field(default_factory=list)
    message: bytes = b""
    is_encrypted: bool = False


@contextlib.contextmanager
def mail_server(*, password="secret", refuses=(), certificate=None, is_ssl=False):
    """Serve mail until the block ends. certificate: a file with key and certificate, for TLS."""
    caught = Caught()
    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            with contextlib.suppress(OSError):
                self.talk()

        def secure(self):
            self.request = tls.wrap_socket(self.request, server_side=True)
            self.lines = self.request.makefile("rb")
            caught.is_encrypted = True

        def reply(self, text):
            self.request.sendall(f"{text}\r\n".encode())

        def talk(self):
            self.lines = self.request.makefile("rb")
            if is_ssl:
                self.secure()
            self.reply("220 ready")
            while line := self.lines.readline().decode().strip():
                word = line.split()[0].upper()
                if word in ("EHLO", "HELO"):
                    offers = ["hello", "AUTH PLAIN"]
                    if tls and not is_ssl:
                        offers.append("STARTTLS")
                    self.request.sendall(
                        "".join(
                            f"250{' ' if offer == offers[-1] else '-'}{offer}\r\n"
                            for offer in offers
                        ).encode()
                    )
                elif word == "STARTTLS":
                    self.reply("220 go")
                    self.secure()
                elif word == "AUTH":
                    _, user, given = base64.b64decode(line.split()[2]).decode().split("\0")
                    caught.login = user
                    self.reply("235 welcome" if given == password else "535 no")
                elif word == "RCPT":
                    address = line.partition("<")[2].partition(">")[0]
                    if address in refuses:
                        self.reply("550 unknown")
                    else:
                        caught.recipients.append(address)
                        self.reply("250 ok")
                elif word == "DATA":
                    self.reply("354 go on")
                    while (line := self.lines.readline()) != b".\r\n":
                        caught.message += line
                    self.reply("250 taken")
                elif word == "QUIT":
                    self.reply("221 bye")
                    return
                else:
                    self.reply("250 ok")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        caught.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield caught
        server.shutdown()
