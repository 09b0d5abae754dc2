/**
 * Resolves at the first Ctrl-C or request to terminate; a second one ends the process at once. Ask
 * for it before anything is started: a stop that is asked for meanwhile is then orderly as well.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = (): void => {
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
      resolve();
    };
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
  });
}
