import manifest from '../../package.json' with { type: 'json' };

/** The studio's version, as recipes and pictures carry it. */
export const APP_VERSION: string = manifest.version;
