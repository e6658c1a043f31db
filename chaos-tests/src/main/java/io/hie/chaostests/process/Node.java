package io.hie.chaostests.process;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.Outage;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node under test, through all its lives: each {@link #start} runs the same command on the same
 * data. Used by one thread; {@link #close} by any.
 */
public final class Node implements AutoCloseable {
  private static final String READY = "HIE is ready";

  private final Settings settings;
  private final List<Outage> outages = new ArrayList<>();
  private final List<Path> logs = new ArrayList<>();
  private volatile @Nullable ChildProcess process;
  private final Map<String, String> more = new HashMap<>();
  private int lives;

  /**
   * How to run it.
   *
   * @param command such as {@code ./hie up}; its options are added
   * @param directory where the command is run
   * @param data of the node
   * @param logs directory for the output of each life
   * @param startTimeout until it must be ready; the first start may build
   */
  public record Settings(
      List<String> command,
      Path directory,
      Path data,
      Path production,
      int httpPort,
      Path logs,
      Map<String, String> environment,
      Duration startTimeout) {
    public Settings {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  public Node(Settings settings) {
    this.settings = settings;
  }

  /**
   * Starts it and waits until it says that it is ready.
   *
   * @throws ChaosException if it ends or is not ready in time, with the place of its log
   */
  public void start() {
    List<String> command = new ArrayList<>(settings.command());
    command.addAll(List.of("--data", settings.data().toString()));
    command.addAll(List.of("--http-port", Integer.toString(settings.httpPort())));
    command.addAll(List.of("--production", settings.production().toString()));
    Path log = settings.logs().resolve("node-" + ++lives + ".log");
    logs.add(log);
    CountDownLatch ready = new CountDownLatch(1);
    ChildProcess started =
        ChildProcess.start(
            "node",
            command,
            environment(),
            settings.directory(),
            log,
            line -> {
              if (line.contains(READY)) {
                ready.countDown();
              }
            });
    process = started;
    awaitReady(started, ready);
  }

  /** Adds settings for its later lives. */
  public void environment(Map<String, String> added) {
    more.putAll(added);
  }

  private Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(settings.environment());
    all.putAll(more);
    return all;
  }

  private void awaitReady(ChildProcess started, CountDownLatch ready) {
    long deadline = System.nanoTime() + settings.startTimeout().toNanos();
    try {
      while (!ready.await(100, TimeUnit.MILLISECONDS)) {
        if (!started.isAlive()) {
          throw new ChaosException(
              "the node ended with exit code "
                  + started.exitCode()
                  + " before it was ready: see "
                  + started.log());
        }
        if (System.nanoTime() > deadline) {
          throw new ChaosException(
              "the node did not print '"
                  + READY
                  + "' within "
                  + settings.startTimeout().toSeconds()
                  + " s: see "
                  + started.log());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted while the node was starting", e);
    }
    ensureJava(started);
  }

  /** A kill must meet the node itself, not a shell in front of it. */
  private static void ensureJava(ChildProcess started) {
    List<String> line = ProcessFigures.commandLine(started.pid());
    if (!line.isEmpty() && !Path.of(line.getFirst()).endsWith("java")) {
      throw new ChaosException(
          "pid "
              + started.pid()
              + " is "
              + line.getFirst()
              + ", not a java: the command that starts a node must exec it, else a kill would leave"
              + " it running");
    }
  }

  /** SIGKILL, then a start by the same command. Remembers the outage. */
  public void killAndStart() {
    ChildProcess current = current();
    long killed = System.nanoTime();
    current.kill();
    long restarted = System.nanoTime();
    start();
    outages.add(new Outage(killed, restarted, System.nanoTime()));
  }

  /**
   * SIGTERM, and SIGKILL if it is not gone after a minute.
   *
   * @return whether it ended by itself
   */
  public boolean stop() {
    boolean orderly = current().stop(Duration.ofSeconds(60));
    process = null;
    return orderly;
  }

  /**
   * Fails if the node has ended by itself.
   *
   * @throws ChaosException with the place of its log
   */
  public void ensureRunning() {
    ChildProcess current = current();
    if (!current.isAlive()) {
      throw new ChaosException(
          "the node ended by itself with exit code "
              + current.exitCode()
              + ": see "
              + current.log());
    }
  }

  /** What {@code /api/v1/status} says now. */
  public NodeStatus status() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + settings.httpPort() + "/api/v1/status")
                  .toURL()
                  .openConnection();
      connection.setRequestProperty(
          "Authorization",
          "Bearer " + Files.readString(settings.data().resolve("admin-password")).strip());
      connection.setConnectTimeout(2000);
      connection.setReadTimeout(5000);
      try (InputStream in = connection.getInputStream()) {
        return new NodeStatus(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw new ChaosException("the node does not tell its status: " + e, e);
    }
  }

  /** Whether {@code /health/ready} answers 200. */
  public boolean isReady() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + settings.httpPort() + "/health/ready")
                  .toURL()
                  .openConnection();
      connection.setConnectTimeout(2000);
      connection.setReadTimeout(5000);
      try {
        return connection.getResponseCode() == 200;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** The API of whatever life it is in. */
  public NodeApi api() {
    return new NodeApi(
        settings.httpPort(),
        () -> Files.readString(settings.data().resolve("admin-password")).strip());
  }

  /** What {@code /health/ready} says, or why it says nothing. */
  public String readiness() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + settings.httpPort() + "/health/ready")
                  .toURL()
                  .openConnection();
      connection.setConnectTimeout(2000);
      connection.setReadTimeout(5000);
      try (InputStream body =
          connection.getResponseCode() < 400
              ? connection.getInputStream()
              : connection.getErrorStream()) {
        return body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return "no answer: " + e.getMessage();
    }
  }

  /** Where its API listens. */
  public int httpPort() {
    return settings.httpPort();
  }

  /** The process id of the present life. */
  public long pid() {
    return current().pid();
  }

  /** Resident memory in bytes; 0 while there is no process. */
  public long residentBytes() {
    ChildProcess current = process;
    return current == null ? 0 : ProcessFigures.residentBytes(current.pid());
  }

  /** How often it has been started. */
  public int lives() {
    return lives;
  }

  /** The kills so far. */
  public List<Outage> outages() {
    return List.copyOf(outages);
  }

  /** What each life has printed. */
  public List<Path> logs() {
    return List.copyOf(logs);
  }

  private ChildProcess current() {
    ChildProcess current = process;
    if (current == null) {
      throw new IllegalStateException("the node is not started");
    }
    return current;
  }

  @Override
  public void close() {
    ChildProcess current = process;
    if (current != null) {
      current.close();
    }
  }
}
