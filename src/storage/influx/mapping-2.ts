/** What InfluxQL needs in InfluxDB 2.x: a database name that stands for the bucket. */
import type { Calls } from './http-2.ts';
import { InfluxFault } from './transport.ts';

/** Name of the retention policy that the bucket is given; 2.x gives it to buckets by itself too. */
export const retentionPolicy = 'autogen';

interface Parts {
  readonly calls: Calls;
  readonly organisation: string;
  readonly bucket: string;
  readonly timeoutMs: number;
  /** Whether InfluxQL finds the bucket; rejects with the reason where it does not. */
  readonly tryQuery: () => Promise<unknown>;
}

interface Bucket {
  readonly id: string;
  readonly name: string;
}

interface Mapping {
  readonly bucketID: string;
  readonly database: string;
  readonly retention_policy: string;
}

/**
 * Makes the mapping where it is missing and the token may. A server or token that does not tell of
 * buckets and mappings, such as 3.x, is good when it answers a query.
 */
export async function makeMapping(parts: Parts): Promise<void> {
  const bucket = await untold(bucketOf(parts));
  const mapped = bucket === null ? null : await untold(isMapped(bucket, parts));
  if (mapped === true) return;
  const made = bucket === null || mapped === null ? null : await untold(make(bucket, parts));
  if (made === null) await answersQueries(parts, bucket);
}

async function bucketOf({ calls, organisation, bucket, timeoutMs }: Parts): Promise<Bucket> {
  const query = { org: organisation, name: bucket };
  const answer = await calls({ method: 'GET', path: '/api/v2/buckets', query, timeoutMs });
  const { buckets = [] } = answer as { buckets?: readonly Bucket[] };
  const found = buckets.find(({ name }) => name === bucket);
  if (found !== undefined) return found;
  throw new InfluxFault(
    `There is no bucket ${bucket} in the organisation ${organisation} that this token may see. Make it: influx bucket create --org ${quoted(organisation)} --name ${quoted(bucket)}`,
    { retryable: true },
  );
}

async function isMapped({ id }: Bucket, parts: Parts): Promise<boolean> {
  const { calls, organisation, bucket, timeoutMs } = parts;
  const query = { org: organisation, db: bucket, rp: retentionPolicy };
  const answer = await calls({ method: 'GET', path: '/api/v2/dbrps', query, timeoutMs });
  const { content = [] } = answer as { content?: readonly Mapping[] };
  const mapping = content.find(
    (each) => each.database === bucket && each.retention_policy === retentionPolicy,
  );
  if (mapping === undefined || mapping.bucketID === id) return mapping !== undefined;
  throw new InfluxFault(
    `The database ${bucket} with the retention policy ${retentionPolicy} stands for another bucket (${mapping.bucketID}), so what is written to the bucket ${bucket} (${id}) cannot be read. Remove that mapping (influx v1 dbrp list, then influx v1 dbrp delete), or configure another bucket.`,
    { retryable: true },
  );
}

async function make({ id }: Bucket, parts: Parts): Promise<true> {
  const { calls, organisation, bucket, timeoutMs } = parts;
  const body = {
    ...{ org: organisation, bucketID: id, database: bucket },
    ...{ retention_policy: retentionPolicy, default: true },
  };
  await calls({ method: 'POST', path: '/api/v2/dbrps', body, timeoutMs });
  return true;
}

/** Null where the token may not know or do it, or the server has no such thing. */
async function untold<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof InfluxFault && [401, 403, 404, 405].includes(error.status ?? 0))
      return null;
    throw error;
  }
}

async function answersQueries(parts: Parts, bucket: Bucket | null): Promise<void> {
  try {
    await parts.tryQuery();
  } catch (error) {
    if (!(error instanceof InfluxFault) || isOutage(error)) throw error;
    throw new InfluxFault(`${error.reason}. ${remedyOf(parts, bucket)}`, {
      retryable: true,
      status: error.status,
      cause: error,
    });
  }
}

/** No answer at all, or one of a server that is busy or broken, says nothing of the bucket. */
function isOutage({ status, cause }: InfluxFault): boolean {
  return status === null ? cause !== undefined : status >= 429;
}

function remedyOf({ organisation, bucket }: Parts, found: Bucket | null): string {
  const [org, name] = [quoted(organisation), quoted(bucket)];
  const idIsTold = `BUCKET_ID is told by: influx bucket list --org ${org}; a bucket that is missing is made by: influx bucket create --org ${org} --name ${name}. `;
  return (
    `InfluxQL needs a database that stands for the bucket ${bucket}, and this token may not make it. ${found === null ? idIsTold : ''}` +
    `Let an administrator run: influx v1 dbrp create --org ${org} --bucket-id ${found?.id ?? 'BUCKET_ID'} --db ${name} --rp ${retentionPolicy} --default`
  );
}

/** A word of a shell. */
function quoted(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
