package io.hie.actormodel.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an envelope costs: under a microsecond to make, by the design. From the root of the project:
 *
 * <pre>{@code
 * ./mvnw -q test-compile exec:exec -pl actor-model -Dexec.classpathScope=test \
 *     -Dexec.executable='${java.home}/bin/java' \
 *     -Dexec.args="-cp %classpath org.openjdk.jmh.Main EnvelopeBenchmark -prof gc"
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EnvelopeBenchmark {
  private final Payload raw = Payload.of("MSH|^~\\&|PAS|SEASIDE\r".repeat(40), UTF_8);
  private final Instant at = Instant.parse("2026-03-01T10:15:30Z");
  private final MessageEnvelope received =
      MessageEnvelope.hl7(raw, "ADT_A01", "2.4", "UTF-8", "PAS_In", at);

  /** An envelope around bytes as they come from a connection. */
  @Benchmark
  public MessageEnvelope make() {
    return MessageEnvelope.hl7(raw, "ADT_A01", "2.4", "UTF-8", "PAS_In", at);
  }

  /** What a process makes of another message. */
  @Benchmark
  public MessageEnvelope derive() {
    return received.derived("id", "Router", raw);
  }

  @Benchmark
  public String messageId() {
    return MessageId.next();
  }
}
