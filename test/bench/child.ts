/** A script in a process of its own, and questions to it. */
import { type ChildProcess, fork } from 'node:child_process';

/** What a child answers to: one argument, one answer. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

interface Question {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Answers the questions of the parent until it hangs up. */
export function answerParent(handlers: Handlers): void {
  process.on('message', ({ id, method, argument }: Question) => {
    const answer = async (): Promise<unknown> => handlers[method]?.(argument as never);
    answer().then(
      (value) => process.send?.({ id, value } satisfies Answer),
      (error) => process.send?.({ id, error: String(error) } satisfies Answer),
    );
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ id: 0, value: 'ready' } satisfies Answer);
}

export class Child<Asked extends Handlers> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.on('message', (answer: Answer) => this.#hear(answer));
    process.on('exit', (code, signal) => {
      const error = new Error(`a process of the bench ended by itself (${signal ?? code})`);
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
  }

  /** Starts a script of this folder; resolves when it is ready for questions. */
  static async start<Asked extends Handlers>(
    script: string,
    args: readonly string[] = [],
    execArgv: readonly string[] = [],
  ): Promise<Child<Asked>> {
    const path = `${import.meta.dirname}/${script}`;
    const child = new Child<Asked>(
      fork(path, args, { execArgv: [...execArgv], serialization: 'advanced' }),
    );
    await new Promise((resolve, reject) => child.#waiting.set(0, { resolve, reject }));
    return child;
  }

  ask<Method extends keyof Asked & string>(
    method: Method,
    ...[argument]: Parameters<Asked[Method]>
  ): Promise<Awaited<ReturnType<Asked[Method]>>> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, method, argument } satisfies Question);
    }) as Promise<Awaited<ReturnType<Asked[Method]>>>;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.connected) this.#process.disconnect();
    else this.#process.kill('SIGKILL');
    await ended;
  }

  #hear(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.value);
  }
}
