/** Why a server cannot listen, and what to do, by the error code of the system. */
const remedies: Readonly<Record<string, (place: string, setting: string) => string>> = {
  EADDRINUSE: (place, setting) =>
    `${place} is taken by another program. Stop it, or choose another ${setting}.port in the configuration.`,
  EACCES: (place, setting) =>
    `This user may not listen on ${place}. Choose a ${setting}.port from 1024 on.`,
  EADDRNOTAVAIL: (place, setting) =>
    `${place} is no address of this machine. Correct ${setting}.host in the configuration.`,
  ENOTFOUND: (place, setting) =>
    `${place} is not known as a host. Correct ${setting}.host in the configuration.`,
};

/** Says in a sentence what `setting` asked for and cannot have; other errors stay as they are. */
export async function toldInWords<Server>(
  setting: 'mqtt' | 'http',
  host: string,
  starting: Promise<Server>,
): Promise<Server> {
  try {
    return await starting;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const port = 'port' in error ? `:${error.port}` : '';
    const told = remedies[String(error.code)]?.(`${host}${port}`, setting);
    throw told === undefined ? error : new Error(told, { cause: error });
  }
}
