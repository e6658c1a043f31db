package io.hie.chaostests.cli;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.load.LoadClient;
import io.hie.chaostests.load.LoadSettings;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.message.EventMix;
import io.hie.chaostests.message.MessageGenerator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description =
        "Send generated HL7 over MLLP until all of it is acknowledged, and write a ledger.")
final class LoadCommand implements Callable<Integer> {
  @Option(names = "--host", description = "Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "Default: ${DEFAULT-VALUE}.")
  private int port = 2575;

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Several, in place of --host and --port; a lost connection tries the next.")
  private List<String> targets = List.of();

  @Option(names = "--ledger", required = true, paramLabel = "FILE", description = "A new file.")
  private Path ledger = Path.of("");

  @Option(names = "--messages", description = "Default: ${DEFAULT-VALUE}.")
  private long messages = 100_000;

  @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.")
  private int connections = 8;

  @Option(names = "--patients", description = "Default: ${DEFAULT-VALUE}.")
  private int patients = 2000;

  @Option(
      names = "--window",
      description = "Unanswered messages a connection; 1 is lock-step. Default: ${DEFAULT-VALUE}.")
  private int window = 1;

  @Option(
      names = "--same-patient-in-window",
      description = "Two of one patient may be unanswered at once; only where no AE is expected.")
  private boolean samePatient;

  @Option(names = "--size", description = "Bytes a message. Default: ${DEFAULT-VALUE}.")
  private int size = 1024;

  @Option(names = "--events", description = "Types and weights. Default: ${DEFAULT-VALUE}.")
  private String events = EventMix.DEFAULT;

  @Option(names = "--rate", description = "Messages a second; 0, the default, is closed loop.")
  private double rate;

  @Option(names = "--seed", description = "Of the messages. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--run-id", description = "Six of 0-9 and A-Z. Default: another each time.")
  private @Nullable String runId;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "No new messages after this. Default: a day.")
  private double sendFor = 86_400;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Times in these first seconds do not count. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--answer-timeout",
      paramLabel = "SECONDS",
      description = "Then the connection is closed and all sent again. Default: ${DEFAULT-VALUE}.")
  private double answerTimeout = 30;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "Then it gives up, with exit code 1. Default: ${DEFAULT-VALUE}.")
  private double deadline = 900;

  @Option(names = "--machine", description = "Print figures for a program.")
  private boolean machine;

  @Override
  public Integer call() throws IOException {
    String run = runId == null ? ControlId.run(System.nanoTime()) : ControlId.checkedRun(runId);
    if (!machine) {
      System.out.printf("run %s, seed %d%n", run, seed);
    }
    LoadSettings settings =
        new LoadSettings(
            addresses(),
            connections,
            messages,
            seconds(sendFor),
            seconds(warmUp),
            window,
            samePatient,
            rate,
            seconds(answerTimeout),
            seconds(deadline));
    MessageGenerator generator =
        new MessageGenerator(
            new MessageGenerator.Recipe(
                run, seed, patients, connections, size, EventMix.parse(events)));
    try (LoadLedger file = LoadLedger.create(ledger, run)) {
      LoadClient client = new LoadClient(settings, generator, file);
      boolean complete = client.run(machine ? LoadCommand::printWords : new LinePrinter());
      LoadSnapshot end = client.stats().snapshot();
      if (!machine) {
        System.out.println(end.line());
        System.out.println(end.summary());
      }
      if (!complete) {
        System.err.printf(
            "gave up after %.0f s with %d messages unanswered%n",
            deadline, end.sent() - end.acknowledged() - end.refused());
      }
      return complete ? 0 : 1;
    }
  }

  private List<InetSocketAddress> addresses() {
    return targets.isEmpty()
        ? List.of(new InetSocketAddress(host, port))
        : targets.stream().map(LoadCommand::address).toList();
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0 && text.substring(colon + 1).matches("[0-9]{1,5}")) {
      int number = Integer.parseInt(text.substring(colon + 1));
      if (number > 0 && number < 65_536) {
        return new InetSocketAddress(text.substring(0, colon), number);
      }
    }
    throw new ChaosException("'" + text + "' is no HOST:PORT, such as localhost:2575");
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static void printWords(LoadSnapshot snapshot) {
    System.out.println("@load " + snapshot.words());
  }

  /** A line each second, with the rate since the last. */
  private static final class LinePrinter implements Consumer<LoadSnapshot> {
    private final long start = System.nanoTime();
    private long last = start;
    private long acknowledged;

    @Override
    public void accept(LoadSnapshot now) {
      long nanos = System.nanoTime();
      if (nanos - last >= 1_000_000_000) {
        double rate = (now.acknowledged() - acknowledged) * 1e9 / (nanos - last);
        System.out.printf(
            Locale.ROOT,
            "%5d s  %s  %,.0f/s  p50 %.2f ms  p99 %.2f ms%n",
            (nanos - start) / 1_000_000_000,
            now.line(),
            rate,
            now.p50Micros() / 1e3,
            now.p99Micros() / 1e3);
        last = nanos;
        acknowledged = now.acknowledged();
      }
    }
  }
}
