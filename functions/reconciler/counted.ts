import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { EventPublisher } from '../../controller/report/events-port.ts';
import { type Metric, metricsOf } from '../../controller/report/metrics.ts';

/** Where numbers go. */
export type MetricSink = Pick<Metrics, 'addDimension' | 'addMetric' | 'singleMetric'>;

/** A publisher that also counts: what is worth an event is worth a number. */
export function counted(publisher: EventPublisher, metrics: MetricSink): EventPublisher {
  return {
    publish: async (events) => {
      await publisher.publish(events);
      for (const metric of events.flatMap(metricsOf)) count(metric, metrics);
    },
  };
}

/** A dimension would hold for all numbers of an invocation, so a number that has one goes out alone. */
function count({ name, unit, value, dimensions = {} }: Metric, metrics: MetricSink): void {
  const own = Object.entries(dimensions);
  const sink = own.length === 0 ? metrics : metrics.singleMetric();
  for (const [dimension, text] of own) sink.addDimension(dimension, text);
  sink.addMetric(name, unit, value);
}
