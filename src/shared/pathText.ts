import { z } from 'zod';

/** Longer than any sane path; picomatch throws on patterns beyond 64 KiB. */
export const MAX_PATH_LENGTH = 1024;

/** A path, pattern or template as a manifest writes it. */
export const pathText = z.string().min(1).max(MAX_PATH_LENGTH);
