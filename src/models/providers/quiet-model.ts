import { wrapLanguageModel } from 'ai';
import type { Logger } from '../../log.ts';
import type { SdkModel } from './provider.ts';

/**
 * Sends the SDK's warnings to our log. By itself it prints them with `console.warn`, for instance for each call of
 * an Anthropic model that is newer than the SDK, and the only other way to stop it is a global variable.
 */
export function quietModel(model: SdkModel, log: Logger): SdkModel {
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v3',
      async wrapStream({ doStream }) {
        const result = await doStream();
        const quieted = new TransformStream<SdkPart, SdkPart>({
          transform(part, controller) {
            if (part.type !== 'stream-start') return controller.enqueue(part);
            if (part.warnings.length > 0)
              log.debug({ model: model.modelId, warnings: part.warnings }, 'model warnings');
            controller.enqueue({ ...part, warnings: [] });
          },
        });
        return { ...result, stream: result.stream.pipeThrough(quieted) };
      },
    },
  });
}

type SdkStream = Awaited<ReturnType<SdkModel['doStream']>>['stream'];
type SdkPart = SdkStream extends ReadableStream<infer Part> ? Part : never;
