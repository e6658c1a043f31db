package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.broker.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A broker in a process of its own, so that it can be killed; it listens where it did before. */
final class BrokerProcess {
  private static final int LARGEST_RECORD = 16 << 20;
  private static final String READY = "ready at ";

  private final Process process;
  private final String bootstrapServers;

  private BrokerProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts it and waits until it is ready. */
  static BrokerProcess start(Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(READY)) {
        Thread.ofVirtual().start(() -> output.lines().forEach(unread -> {}));
        return new BrokerProcess(process, line.substring(READY.length()));
      }
      said.append(line).append('\n');
    }
    throw new IllegalStateException("the broker ended before it was ready:\n" + said);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** As SIGKILL does: it writes nothing more. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** The process itself; ends with the one that started it. */
  public static void main(String[] args) throws IOException {
    EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), LARGEST_RECORD);
    System.out.println(READY + broker.bootstrapServers());
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }
}
