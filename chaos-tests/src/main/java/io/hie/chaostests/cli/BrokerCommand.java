package io.hie.chaostests.cli;

import io.hie.chaostests.broker.BrokerServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = "A Kafka broker in the foreground, for a scenario. Ends with its standard input.")
final class BrokerCommand implements Callable<Integer> {
  @Option(names = "--id", description = "Default: ${DEFAULT-VALUE}.")
  private int id = 1;

  @Option(names = "--port", description = "Default: ${DEFAULT-VALUE}.")
  private int port = 9092;

  @Option(names = "--controller-port", description = "Default: ${DEFAULT-VALUE}.")
  private int controllerPort = 9093;

  @Option(
      names = "--voters",
      paramLabel = "LIST",
      description = "All brokers as id@host:controller-port. Default: ${DEFAULT-VALUE}.")
  private String voters = "1@127.0.0.1:9093";

  @Option(names = "--brokers", description = "How many there are. Default: ${DEFAULT-VALUE}.")
  private int brokers = 1;

  @Option(names = "--cluster-id", description = "Default: ${DEFAULT-VALUE}.")
  private String clusterId = "aGllLWNoYW9zLWNsdXN0ZQ";

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "For its files.")
  private Path data = Path.of("");

  @Override
  public Integer call() throws IOException {
    try (BrokerServer _ =
        BrokerServer.start(
            new BrokerServer.Settings(
                id, port, controllerPort, voters, brokers, clusterId, data))) {
      System.out.println("@broker ready at 127.0.0.1:" + port);
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    return 0;
  }
}
