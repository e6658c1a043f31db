package io.hie.chaostests.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.chaostests.fake.FakeNode;
import io.hie.chaostests.fake.Fault;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.message.EventMix;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Scenarios with a fake node as a process, and what they print. */
final class FakeRig {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final RigSettings settings;

  FakeRig(Fault fault, Path directory) {
    this.settings =
        new RigSettings(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FakeNode.class.getName(),
                fault.name()),
            directory,
            directory.resolve("rig"),
            false,
            List.of(),
            null,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            new PrintStream(bytes, true, UTF_8));
  }

  /** The same with another command for the node. */
  RigSettings withNode(String... command) {
    return new RigSettings(
        List.of(command),
        settings.directory(),
        settings.data(),
        settings.keep(),
        settings.prefix(),
        settings.javaOptions(),
        settings.startTimeout(),
        settings.deadline(),
        settings.quiet(),
        settings.stuck(),
        settings.out());
  }

  RigSettings settings() {
    return settings;
  }

  String printed() {
    return bytes.toString(UTF_8);
  }

  NodeKill nodeKill(int kills, long messages) {
    return new NodeKill(
        settings,
        new LoadShape(11, messages, 4, 100, 1, 1024, EventMix.DEFAULT),
        kills,
        Terms.DEFAULT);
  }
}
