/** ONNX Runtime's execution providers that the engine knows how to use. */
export const PROVIDERS = ['cpu', 'webgpu', 'dml', 'coreml', 'cuda'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** GPU providers worth trying on each platform, the best first. */
export const GPU_PROVIDERS: Readonly<Record<string, readonly Provider[] | undefined>> = {
  darwin: ['webgpu', 'coreml'],
  win32: ['dml', 'webgpu'],
  linux: ['cuda', 'webgpu'],
};

/** A user's choice: a provider, or the best that this machine has. */
export const DEVICES = ['auto', ...PROVIDERS] as const;
export type Device = (typeof DEVICES)[number];

/** The provider that was chosen for a device, and why others were not. */
export interface DeviceChoice {
  readonly provider: Provider;
  /** The inference runtime and its version. */
  readonly runtime: string;
  readonly notes: readonly string[];
}
