package io.hie.protocols.hl7;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
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

/** What it costs to look at a message of 900 bytes. See {@code docs/running-items.md}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RuleBenchmark {
  private final MessageEnvelope envelope =
      MessageEnvelope.hl7(
          Payload.of(
              "MSH|^~\\&|PAS|RHX|HIE|RHX|20261102080000||ADT^A01^ADT_A01|C1|P|2.4\r"
                  + "EVN|A01|20261102080000\r"
                  + "PID|1||9990000018^^^NHS^NH||Test^Anna^^^Mrs||19700101|F\r"
                  + "NK1|1|Test^Otto|SPO|1 Seaside Road^^Brighton\r".repeat(12)
                  + "PV1|1|I|W1^B2^3||||C1|||||||||||V1\r",
              US_ASCII),
          "ADT_A01",
          "2.4",
          "US-ASCII",
          "In",
          Instant.EPOCH);
  private final Hl7Message message = Hl7ContentParser.view(envelope);
  private final Rule rule =
      Rule.compile("MSH-9.1 = 'ADT' and MSH-9.2 in ('A01', 'A04', 'A08') and PV1-2 = 'I'");

  /** From the bytes to the view that items work with. */
  @Benchmark
  public Object parse() {
    return envelope.parse();
  }

  @Benchmark
  public boolean rule() {
    return rule.matches(message);
  }

  @Benchmark
  public int priority() {
    return Hl7Priority.of(message, 5);
  }
}
