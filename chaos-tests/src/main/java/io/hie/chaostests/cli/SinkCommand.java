package io.hie.chaostests.cli;

import io.hie.chaostests.ledger.SinkLedger;
import io.hie.chaostests.sink.Faults;
import io.hie.chaostests.sink.LedgerRecorder;
import io.hie.chaostests.sink.Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sink",
    mixinStandardHelpOptions = true,
    description = "An MLLP destination that writes a ledger, and answers badly if told to.")
final class SinkCommand implements Callable<Integer> {
  @Option(names = "--port", description = "Default: ${DEFAULT-VALUE}.")
  private int port = 2576;

  @Option(
      names = "--host",
      description = "Where it listens; 0.0.0.0 for all addresses. Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(names = "--ledger", required = true, paramLabel = "FILE", description = "A new file.")
  private Path ledger = Path.of("");

  @Option(names = "--ae-every", paramLabel = "N", description = "Answer AE to each Nth.")
  private int aeEvery;

  @Option(names = "--ar-every", paramLabel = "N", description = "Answer AR to each Nth.")
  private int arEvery;

  @Option(names = "--garbage-every", paramLabel = "N", description = "Answer no HL7 to each Nth.")
  private int garbageEvery;

  @Option(
      names = "--close-every",
      paramLabel = "N",
      description = "Send half an ACK to each Nth, then close.")
  private int closeEvery;

  @Option(names = "--no-ack-every", paramLabel = "N", description = "Do not answer each Nth.")
  private int noAckEvery;

  @Option(names = "--delay", paramLabel = "MILLIS", description = "Hold answers back so long.")
  private int delay;

  @Option(
      names = "--delay-every",
      paramLabel = "N",
      description = "Hold back only each Nth answer. Default: ${DEFAULT-VALUE}.")
  private int delayEvery = 1;

  @Option(
      names = "--machine",
      description = "Print figures for a program, and end when the standard input does.")
  private boolean machine;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Faults faults =
        new Faults(
            aeEvery,
            arEvery,
            garbageEvery,
            closeEvery,
            noAckEvery,
            delay,
            delay == 0 ? 0 : delayEvery);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endInOrder(end, ended)));
    try (SinkLedger file = SinkLedger.create(ledger);
        Sink sink =
            Sink.start(InetAddress.getByName(host), port, faults, new LedgerRecorder(file))) {
      if (machine) {
        Thread.ofVirtual().start(() -> awaitEndOfInput(end));
      }
      do {
        sink.ensureRunning();
        System.out.println(
            machine
                ? "@sink " + sink.received() + " " + sink.distinct()
                : String.format(
                    Locale.ROOT,
                    "port %d  received %,d  distinct %,d",
                    sink.port(),
                    sink.received(),
                    sink.distinct()));
      } while (!end.await(machine ? 50 : 1000, TimeUnit.MILLISECONDS));
    } finally {
      ended.countDown();
    }
    return 0;
  }

  /** On SIGTERM or Ctrl-C: the ledger is closed before the process is gone. */
  private static void endInOrder(CountDownLatch end, CountDownLatch ended) {
    end.countDown();
    try {
      boolean inTime = ended.await(10, TimeUnit.SECONDS);
      if (!inTime) {
        System.err.println("the sink did not end in order");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitEndOfInput(CountDownLatch end) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // as good as its end
    }
    end.countDown();
  }
}
