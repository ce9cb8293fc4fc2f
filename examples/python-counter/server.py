"""Counts the clients of a long-lived stream and reports them, with Python's standard library alone."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

POD_ID = os.environ.get("FAIRLEAD_POD_ID", "python-counter")
CAPACITY = int(os.environ.get("CAPACITY") or 0) or None
clients = set()
ThreadingHTTPServer.request_queue_size = 128


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    log_request = lambda *_: None

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass  # The client vanished.

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/workload":
            self.answer("application/json", json.dumps({"clients": len(clients), "capacity": CAPACITY}))
        elif path == "/stream":
            self.stream()
        else:
            self.answer("text/plain", f"{POD_ID} serves {self.path}\n")

    def answer(self, content_type, text, length=True):
        body = text.encode()
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("x-served-by", POD_ID)
        self.send_header(*("content-length", str(len(body))) if length else ("connection", "close"))
        self.end_headers()
        self.wfile.write(body)

    def stream(self):
        clients.add(self)
        try:
            self.connection.settimeout(1)
            self.answer("text/event-stream", f"data: {POD_ID}\n\n", length=False)
            while True:
                try:
                    if not self.connection.recv(1024):
                        return
                except TimeoutError:
                    self.wfile.write(b"data: tick\n\n")
        finally:
            clients.discard(self)


address = (os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8080")))
server = ThreadingHTTPServer(address, Handler)
print(f"http://{address[0]}:{server.server_port}", flush=True)
server.serve_forever()
