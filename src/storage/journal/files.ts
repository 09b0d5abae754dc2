/** The file system as the journal sees it. Tests put a faulty one in its place. */
import { type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';

export interface JournalFile {
  /** Reads exactly `length` bytes; throws when the file ends before. */
  read(offset: number, length: number): Promise<Buffer>;
  /** Writes the first `length` bytes of `bytes`, all of them or it throws. */
  write(bytes: Buffer, length: number, offset: number): Promise<void>;
  /** Resolves when all that was written would survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface JournalFiles {
  list(folder: string): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  open(path: string): Promise<JournalFile>;
  /** Makes an empty file that only its owner may read, in place of one that is there. */
  create(path: string): Promise<JournalFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes created, renamed and removed names survive a power cut. */
  syncFolder(folder: string): Promise<void>;
}

const ownerOnly = 0o600;

export const diskFiles: JournalFiles = {
  async list(folder) {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    return Promise.all(
      names.map(async (name) => ({ name, bytes: (await stat(`${folder}/${name}`)).size })),
    );
  },
  async open(path) {
    return diskFile(await open(path, 'r+'));
  },
  async create(path) {
    return diskFile(await open(path, 'w+', ownerOnly));
  },
  rename,
  remove: unlink,
  async syncFolder(folder) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

function diskFile(handle: FileHandle): JournalFile {
  return {
    async read(offset, length) {
      const bytes = Buffer.allocUnsafeSlow(length);
      for (let done = 0; done < length; ) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw new Error(`The file ends ${length - done} bytes too early`);
        done += bytesRead;
      }
      return bytes;
    },
    async write(bytes, length, offset) {
      for (let done = 0; done < length; ) {
        done += (await handle.write(bytes, done, length - done, offset + done)).bytesWritten;
      }
    },
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}
