package io.hie.chaostests.cli;

import io.hie.chaostests.http.ReadClient;
import io.hie.chaostests.http.ReadSettings;
import io.hie.chaostests.http.ReadSnapshot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    description = "Ask a node's API for the same thing again and again, with the token HIE_TOKEN.")
final class ReadCommand implements Callable<Integer> {
  @Option(names = "--host", description = "Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "Default: ${DEFAULT-VALUE}.")
  private int port = 8080;

  @Option(names = "--path", description = "Default: ${DEFAULT-VALUE}.")
  private String path = "/api/v1/status";

  @Option(
      names = "--connections",
      description = "Each with one request under way at most. Default: ${DEFAULT-VALUE}.")
  private int connections = 32;

  @Option(names = "--rate", description = "Reads a second; 0, the default, is closed loop.")
  private double rate;

  @Option(names = "--for", paramLabel = "SECONDS", description = "Default: ${DEFAULT-VALUE}.")
  private double readFor = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Answers in these first seconds do not count. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(names = "--machine", description = "Print figures for a program.")
  private boolean machine;

  @Override
  public Integer call() throws IOException {
    String token = System.getenv("HIE_TOKEN");
    ReadSettings settings =
        new ReadSettings(
            new InetSocketAddress(host, port),
            path,
            token == null ? "" : token.strip(),
            connections,
            rate,
            seconds(warmUp),
            seconds(readFor),
            Duration.ofSeconds(30));
    Last last = new Last();
    new ReadClient(settings).run(machine ? last.andThen(ReadCommand::printWords) : last);
    ReadSnapshot end = last.snapshot;
    if (!machine) {
      System.out.println(end.line());
      System.out.printf("the last answer had %,d bytes%n", end.bytes());
    }
    return end.refused() == 0 ? 0 : 1;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static void printWords(ReadSnapshot snapshot) {
    System.out.println("@read " + snapshot.words());
  }

  private static final class Last implements Consumer<ReadSnapshot> {
    private ReadSnapshot snapshot = ReadSnapshot.NONE;

    @Override
    public void accept(ReadSnapshot now) {
      snapshot = now;
    }
  }
}
