import * as z from 'zod';
import type { Frozen } from '../frozen.ts';

const headers = z.array(z.string().min(1).max(1024)).min(1).max(100);

/** Limits: https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html */
const corsSchema = z.strictObject({
  allowOrigins: z
    .array(
      z.string().regex(/^(?:\*|https?:\/\/[^\s/]{1,240})$/, 'must be * or an origin such as https://app.example.com'),
    )
    .min(1)
    .max(100)
    .describe('Origins that browsers may call from.'),
  allowMethods: z
    .array(z.enum(['*', 'GET', 'PUT', 'HEAD', 'POST', 'PATCH', 'DELETE']))
    .min(1)
    .max(6)
    .exactOptional()
    .describe('Methods that browsers may use.'),
  allowHeaders: headers.exactOptional().describe('Request headers that browsers may send.'),
  exposeHeaders: headers.exactOptional().describe('Response headers that scripts may read.'),
  maxAgeSeconds: z.int().min(0).max(86_400).exactOptional().describe('How long browsers keep the answer, 0 to 86400.'),
  allowCredentials: z.boolean().exactOptional().describe('Whether cookies are sent. Not together with the origin *.'),
});

/** An address of the function's own: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
export const urlSchema = z.strictObject({
  auth: z
    .enum(['iam', 'none'])
    .default('iam')
    .describe('`iam` for callers with an AWS signature, `none` for anybody on the internet.'),
  cors: corsSchema.exactOptional().describe('Cross-origin rules of the address.'),
  invokeMode: z
    .enum(['buffered', 'response-stream'])
    .default('buffered')
    .describe('Whether an answer is sent whole (up to 6 MB) or as it is made.'),
});

/** The address of a function. */
export type FunctionUrl = Frozen<z.output<typeof urlSchema>>;
