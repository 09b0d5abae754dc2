/** Turns whatever went wrong into problem details (RFC 9457), without what is inside. */
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Problem } from '../contract/http.ts';
import { type ProblemCode, problemMediaType, problemOf } from '../contract/http-problems.ts';
import { isRetryable, type Log } from '../service/ports.ts';
import { ProblemError } from './problem-error.ts';

type Cause = Partial<FastifyError> & Error;

const kindByErrorCode: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is longer than this service takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_media_type',
    'Bodies are read as application/json.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed_body', 'The body is empty.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed_body', 'The body is not JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_body', 'The body is not as long as announced.'],
  FST_ERR_BAD_URL: ['invalid_request', 'The address is not well formed.'],
  FST_UNDER_PRESSURE: ['overloaded', 'The service has too much to do just now. Ask again shortly.'],
};

const kindByStatus: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  404: ['not_found', 'There is nothing at this address.'],
  413: ['body_too_large', 'The body is longer than this service takes.'],
  414: ['address_too_long', 'The address is longer than this service takes.'],
  415: ['unsupported_media_type', 'Bodies are read as application/json.'],
  429: [
    'too_many_requests',
    'This account asks more often than is allowed. Wait as Retry-After says.',
  ],
  503: ['overloaded', 'The service has too much to do just now. Ask again shortly.'],
};

export function problemFor(error: Cause): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (hasZodFastifySchemaValidationErrors(error)) {
    return problemOf('invalid_request', 'Correct what is listed in `faults`.', faultsOf(error));
  }
  if (isRetryable(error)) {
    return problemOf('store_unavailable', 'The store does not answer just now. Ask again shortly.');
  }
  const status = error.statusCode ?? 500;
  const known = kindByErrorCode[error.code ?? ''] ?? kindByStatus[status];
  if (known !== undefined) return problemOf(...known);
  if (status >= 400 && status < 500) {
    return problemOf('invalid_request', 'The request cannot be understood.');
  }
  return problemOf('internal_error', 'Something went wrong in the service. Its log says what.');
}

/** `querystring` and `/from` become `query.from`. */
function faultsOf(error: Cause): NonNullable<Problem['faults']> {
  const place = error.validationContext === 'querystring' ? 'query' : error.validationContext;
  return (error.validation ?? []).map(({ instancePath, message }) => ({
    path: [place, ...instancePath.split('/').filter((part) => part !== '')].join('.'),
    message: faultMessageOf(message),
  }));
}

function faultMessageOf(message = 'is not valid'): string {
  return message.endsWith('received undefined') ? 'is missing' : message;
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(problemMediaType).send(JSON.stringify(problem));
}

/** The last stop of every failed request. What we did not foresee goes to the log, with its stack. */
export function answerWithProblems(server: FastifyInstance, log: Log): void {
  server.setErrorHandler((error: Cause, request: FastifyRequest, reply: FastifyReply) => {
    const problem = problemFor(error);
    if (problem.code === 'internal_error') {
      const route = request.routeOptions.url ?? null;
      log.error({ route, error: String(error), stack: error.stack }, 'A request failed');
    }
    if (error instanceof ProblemError) reply.headers(error.headers);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    return sendProblem(reply, problem);
  });
}

/** For requests that never become one: broken lines, headers that are too large or too slow. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(brokenRequestProblem(error.code));
  const { status } = brokenRequestProblem(error.code);
  socket.end(
    [
      `HTTP/1.1 ${status} Refused`,
      `Content-Type: ${problemMediaType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function brokenRequestProblem(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return problemOf('headers_too_large', 'The headers are longer than this service takes.');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return problemOf('request_timeout', 'The request did not arrive in time.');
  }
  return problemOf('invalid_request', 'This is not HTTP as the standard writes it.');
}
