import { useStrings } from '../language/language.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { TableFrame } from '../parts/table-frame.tsx';
import type { Status } from './status.ts';

const COLUMNS = ['waiting', 'active', 'delayed', 'completed', 'failed', 'workers'] as const;

/** The queues of background work, in numbers. */
export function QueueTable({ queues }: Pick<Status, 'queues'>) {
  const { status } = useStrings();
  const numbers = useNumbers();
  return (
    <section className="section" aria-labelledby="status-queues">
      <h2 id="status-queues">{status.queues}</h2>
      {queues.length === 0 ? (
        <p className="empty">{status.noQueues}</p>
      ) : (
        <TableFrame labelledBy="status-queues">
          <thead>
            <tr>
              <th scope="col">{status.queue}</th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className="number">
                  {status.queueColumns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <tr key={queue.name}>
                <th scope="row">{queue.name}</th>
                {COLUMNS.map((column) => (
                  <td key={column} className="number">
                    {numbers.count(queue[column])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </section>
  );
}
