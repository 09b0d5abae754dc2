import type { Problem } from '../contract/http.ts';
import { type ProblemCode, problemOf } from '../contract/http-problems.ts';
import type { Asked } from '../service/application.ts';

/**
 * A problem on its way to the client. It is thrown because that is how a Fastify route leaves early;
 * the error handler turns it into the answer, and nothing else catches it.
 */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail);
    this.problem = problem;
    this.headers = headers;
  }
}

export function refuse(
  code: ProblemCode,
  detail: string,
  headers?: Readonly<Record<string, string>>,
): never {
  throw new ProblemError(problemOf(code, detail), headers);
}

/** The value that was asked for; a fault becomes the problem of the same code. */
export function answered<Value>(asked: Asked<Value>): Value {
  if (!asked.ok) refuse(asked.fault.code, asked.fault.detail);
  return asked.value;
}
