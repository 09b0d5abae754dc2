import { InfluxFault, type InfluxTransport } from './transport.ts';

/**
 * A transport that can be closed at any moment: calls that a silent server has not answered are then
 * broken off, and may be made again through another one.
 */
export function closable(transport: InfluxTransport): InfluxTransport {
  /** What ends each call that is under way. */
  const breakers = new Set<(fault: InfluxFault) => void>();
  let closed: InfluxFault | null = null;

  async function unlessClosed<Result>(call: () => Promise<Result>): Promise<Result> {
    if (closed !== null) throw closed;
    const broken = Promise.withResolvers<never>();
    breakers.add(broken.reject);
    try {
      return await Promise.race([call(), broken.promise]);
    } finally {
      breakers.delete(broken.reject);
    }
  }

  return {
    prepare: () => unlessClosed(() => transport.prepare()),
    write: (lines) => unlessClosed(() => transport.write(lines)),
    query: (influxQl) => unlessClosed(() => transport.query(influxQl)),
    deleteWhere: (measurement, predicate) =>
      unlessClosed(() => transport.deleteWhere(measurement, predicate)),
    diskBytes: () => unlessClosed(() => transport.diskBytes()),
    close: async () => {
      closed ??= new InfluxFault('The store was closed.', { retryable: true });
      for (const breakOff of breakers) breakOff(closed);
      await transport.close();
    },
  };
}
