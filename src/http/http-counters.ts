import type { FastifyInstance } from 'fastify';

/** Counted since the start. */
export interface HttpCounters {
  readonly answersByClass: Record<string, number>;
  signInsRefused: number;
  liveStreamsOpened: number;
  liveStreamsDroppedSlow: number;
}

export function newCounters(): HttpCounters {
  return { answersByClass: {}, signInsRefused: 0, liveStreamsOpened: 0, liveStreamsDroppedSlow: 0 };
}

export function countAnswers(server: FastifyInstance, counters: HttpCounters): void {
  server.addHook('onResponse', async (_request, reply) => {
    const answerClass = `${Math.floor(reply.statusCode / 100)}xx`;
    counters.answersByClass[answerClass] = (counters.answersByClass[answerClass] ?? 0) + 1;
  });
}

/** The counters in the text format of Prometheus. */
export function metricsText(counters: HttpCounters, liveStreamsOpen: number): string {
  const answers = Object.entries(counters.answersByClass).map(
    ([answerClass, count]) => `paulownia_http_answers_total{class="${answerClass}"} ${count}\n`,
  );
  return [
    '# HELP paulownia_http_answers_total Answers by class of status\n',
    '# TYPE paulownia_http_answers_total counter\n',
    ...answers,
    metric('sign_ins_refused_total', 'counter', 'Refused sign-ins', counters.signInsRefused),
    metric('live_streams_open', 'gauge', 'Open live streams', liveStreamsOpen),
    metric('live_streams_opened_total', 'counter', 'Opened streams', counters.liveStreamsOpened),
    metric(
      'live_streams_dropped_slow_total',
      'counter',
      'Live streams dropped because their reader was too slow',
      counters.liveStreamsDroppedSlow,
    ),
  ].join('');
}

function metric(name: string, type: 'counter' | 'gauge', help: string, value: number): string {
  const full = `paulownia_http_${name}`;
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${full} ${value}\n`;
}
