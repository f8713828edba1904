import { useQuery } from 'urql';
import { apiErrorOf } from '../api/api-error.ts';
import { documentOf } from '../api/document.ts';
import { ExplainRecallDocument, type RecallQueryVariables } from '../generated/graphql.ts';
import { useLanguage } from '../language/language.tsx';
import { Problem } from '../parts/problem.tsx';
import { explainInWords } from './explain-in-words.ts';

export interface RecallExplanationProps {
  readonly memoryId: string;
  readonly asked: RecallQueryVariables;
}

/** What the score of a memory is made of. All that were brought back are explained by one request. */
export function RecallExplanation({ memoryId, asked }: RecallExplanationProps) {
  const { strings, language } = useLanguage();
  const [{ data, error }] = useQuery({ query: documentOf(ExplainRecallDocument), variables: asked });
  if (error) return <Problem error={apiErrorOf(error)} />;
  if (!data) return <p className="loading">{strings.loading}</p>;
  const explanation = data.explainRecall.find(({ memory }) => memory.id === memoryId);
  if (!explanation) return <p className="hint">{strings.memory.explained.gone}</p>;
  return (
    <ul className="recall-explanation">
      {explainInWords(explanation, { words: strings.memory.explained, language }).map((sentence) => (
        <li key={sentence} dir="auto">
          {sentence}
        </li>
      ))}
    </ul>
  );
}
