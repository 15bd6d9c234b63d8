import type { Socket } from 'node:net';
import { titleOf, typeOf } from '../problems/catalogue.js';

/** Answers what is no HTTP at all, before any request exists; then the connection cannot go on. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const [status, detail] = tooLarge
    ? [
        '431 Request Header Fields Too Large',
        'The headers are larger than 16 kB. Send fewer or shorter ones.',
      ]
    : late
      ? ['408 Request Timeout', 'The request did not arrive in time. Send it again over a faster connection.']
      : ['400 Bad Request', 'This is no HTTP/1.1 request that the server can read. Check how it is written.'];
  const body = JSON.stringify({
    type: typeOf('malformed-request'),
    title: titleOf('malformed-request'),
    status: Number(status.slice(0, 3)),
    detail,
  });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
