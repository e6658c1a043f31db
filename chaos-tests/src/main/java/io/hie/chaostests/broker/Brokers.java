package io.hie.chaostests.broker;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.process.ChildProcess;
import io.hie.chaostests.process.OwnCommand;
import io.hie.chaostests.process.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster of one or more processes, each with a directory and ports that stay. Used by one
 * thread; {@link #close} by any.
 */
public final class Brokers implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final List<String> prefix;
  private final Path directory;
  private final List<BrokerServer.Settings> settings = new ArrayList<>();
  private final List<@Nullable ChildProcess> processes = new ArrayList<>();

  /**
   * Chooses ports; starts nothing.
   *
   * @param prefix words before each command, such as {@code taskset -c 0}
   * @param howMany at least 1
   */
  public Brokers(List<String> prefix, Path directory, int howMany) {
    this.prefix = List.copyOf(prefix);
    this.directory = directory;
    List<Integer> controllers = IntStream.range(0, howMany).mapToObj(i -> Ports.free()).toList();
    String voters =
        IntStream.range(0, howMany)
            .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
            .collect(Collectors.joining(","));
    String clusterId = Uuid.randomUuid().toString();
    for (int i = 0; i < howMany; i++) {
      settings.add(
          new BrokerServer.Settings(
              i + 1,
              Ports.free(),
              controllers.get(i),
              voters,
              howMany,
              clusterId,
              directory.resolve("broker-" + (i + 1))));
      processes.add(null);
    }
  }

  /** All of them, {@code host:port} with commas. */
  public String bootstrapServers() {
    return settings.stream()
        .map(each -> "127.0.0.1:" + each.port())
        .collect(Collectors.joining(","));
  }

  /** How many there are. */
  public int size() {
    return settings.size();
  }

  /** Starts all and waits until they serve. */
  public void startAll() {
    List<CountDownLatch> ready = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      ready.add(launch(i));
    }
    for (int i = 0; i < size(); i++) {
      await(i, ready.get(i));
    }
  }

  /** SIGKILL. */
  public void kill(int index) {
    ChildProcess process = processes.get(index);
    if (process != null) {
      process.kill();
      processes.set(index, null);
    }
  }

  /** Starts one on what it had, and waits until it serves. */
  public void start(int index) {
    await(index, launch(index));
  }

  private CountDownLatch launch(int index) {
    BrokerServer.Settings broker = settings.get(index);
    CountDownLatch ready = new CountDownLatch(1);
    processes.set(
        index,
        ChildProcess.start(
            "broker " + broker.id(),
            OwnCommand.of(
                prefix,
                "broker",
                "--id=" + broker.id(),
                "--port=" + broker.port(),
                "--controller-port=" + broker.controllerPort(),
                "--voters=" + broker.voters(),
                "--brokers=" + broker.brokers(),
                "--cluster-id=" + broker.clusterId(),
                "--data=" + broker.directory()),
            Map.of(),
            Path.of("").toAbsolutePath(),
            directory.resolve("broker-" + broker.id() + ".log"),
            line -> {
              if (line.startsWith("@broker ready")) {
                ready.countDown();
              }
            }));
    return ready;
  }

  private void await(int index, CountDownLatch ready) {
    try {
      if (ready.await(START.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ChaosException(
        "broker "
            + (index + 1)
            + " does not serve: see "
            + directory.resolve("broker-" + (index + 1) + ".log"));
  }

  /** Fails if one that should run has ended. */
  public void ensureRunning() {
    for (ChildProcess process : processes) {
      if (process != null && !process.isAlive()) {
        throw new ChaosException("a broker ended by itself: see " + process.log());
      }
    }
  }

  /** Whether every partition has all its copies in step. */
  public boolean inStep() {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "default.api.timeout.ms",
                (int) ANSWER.toMillis(),
                "request.timeout.ms",
                (int) ANSWER.toMillis()))) {
      Collection<String> topics = admin.listTopics().names().get(5, TimeUnit.SECONDS);
      Collection<TopicDescription> described =
          admin.describeTopics(topics).allTopicNames().get(5, TimeUnit.SECONDS).values();
      return described.stream()
          .flatMap(each -> each.partitions().stream())
          .allMatch(each -> each.isr().size() == each.replicas().size());
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    for (ChildProcess process : processes) {
      if (process != null) {
        process.close();
      }
    }
  }
}
