import type { DeviceMessenger } from '../service/ports.ts';

/** What both adapters offer to the service: the way to the devices. */
export interface BrokerLink {
  readonly messenger: DeviceMessenger;
  /**
   * Publishes once at QoS 1. Resolves when the message has been handed to the broker's connection;
   * rejects where it could not be, and then nothing tries again.
   */
  publish(topic: string, payload: Uint8Array | string): Promise<void>;
  close(): Promise<void>;
}

/** The body of a message on a device's error topic. */
export function errorPayload(error: { code: string; detail: string }): string {
  return JSON.stringify({ code: error.code, detail: error.detail });
}
