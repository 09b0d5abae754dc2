import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { newCounters } from '../../../src/http/http-counters.ts';
import { defaultHttpLimits } from '../../../src/http/limits.ts';
import { signInDesk } from '../../../src/http/sign-in-desk.ts';
import type { Accounts, Session } from '../../../src/service/application.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { fixedClock } from '../../support/fixed-clock.ts';

test('more sign-ins at once than can be checked are refused, not queued', async () => {
  const answers: ((session: Session | null) => void)[] = [];
  const accounts = {
    signIn: () => new Promise<Session | null>((resolve) => answers.push(resolve)),
  } as unknown as Accounts;
  const desk = signInDesk({
    accounts,
    clock: fixedClock(),
    log: capturedLog(),
    limits: { ...defaultHttpLimits, signInsAtOnceMax: 2 },
    counters: newCounters(),
  });
  const request = { ip: '::1' } as FastifyRequest;
  const first = desk.attempt(request, 'a', 'x');
  const second = desk.attempt(request, 'b', 'x');
  await expect(desk.attempt(request, 'c', 'x')).rejects.toMatchObject({
    problem: { status: 503, code: 'overloaded' },
    headers: { 'retry-after': '1' },
  });
  answers[0]?.(null);
  expect(await first).toBeNull();
  const third = desk.attempt(request, 'c', 'x');
  answers.forEach((answer) => {
    answer(null);
  });
  expect(await second).toBeNull();
  expect(await third).toBeNull();
});
