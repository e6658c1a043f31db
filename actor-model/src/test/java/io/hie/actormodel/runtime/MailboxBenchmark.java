package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.BoundedMailbox;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MessageQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import scala.Option;

/**
 * What it costs to put a message into an item's mailbox and to take it out, with its figures,
 * beside Pekko's own bounded mailbox, which has neither order by priority nor figures nor pause.
 * See {@code docs/running-items.md} for how to run it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MailboxBenchmark {
  private static final Outcomes NOBODY = new RecordedOutcomes();

  private final Delivery delivery = Samples.delivery("m");
  private final ActorRef nobody = ActorRef.noSender();
  private final MessageQueue bounded =
      new BoundedMailbox(10_000, scala.concurrent.duration.Duration.Zero())
          .create(Option.empty(), Option.empty());
  private final ItemQueue fifo = Samples.queue("", NOBODY);
  private final ItemQueue priority = Samples.queue("\"QueueType\": \"priority\"", NOBODY);
  private final ItemQueue alerting =
      Samples.queue(
          "\"QueueBytes\": 1000000, \"QueueAlertDepth\": 100, \"QueueAlertAge\": 10", NOBODY);
  private final Breaker breaker = Breaker.of("b", Running.host("\"CircuitBreakerEnabled\": true"));
  private final Pace pace =
      new Pace(1_000_000, 1_000_000, System::nanoTime, (Duration delay, Runnable then) -> {});

  @Benchmark
  public Object pekkoBounded() {
    bounded.enqueue(nobody, envelope());
    return bounded.dequeue();
  }

  @Benchmark
  public Object itemFifo() {
    return through(fifo);
  }

  @Benchmark
  public Object itemPriority() {
    return through(priority);
  }

  @Benchmark
  public Object itemWithBytesAndAlerts() {
    return through(alerting);
  }

  /** Ask, take, and report a success. */
  @Benchmark
  public boolean breaker() {
    boolean may = breaker.mayPass();
    breaker.pass();
    breaker.ended(true);
    return may;
  }

  /** Ask and take. */
  @Benchmark
  public boolean rateLimit() {
    boolean may = pace.mayPass();
    pace.pass();
    return may;
  }

  private Object through(ItemQueue queue) {
    queue.enqueue(nobody, envelope());
    Object next = queue.dequeue();
    queue.release();
    return next;
  }

  private Envelope envelope() {
    return new Envelope(new ItemCommand.Work(delivery, System.nanoTime()), nobody);
  }
}
