package io.hie.chaostests.cluster;

import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Somebody's own cluster. It starts and stops nothing but by the commands of the file, and undoes
 * at the end what it has not undone yet, also after Ctrl-C.
 */
public final class StagingCluster implements Stage {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Staging staging;
  private final PrintStream out;
  private final Map<String, String> toUndo = new LinkedHashMap<>();

  public StagingCluster(Staging staging, PrintStream out) {
    this.staging = staging;
    this.out = out;
    if (!isWhole()) {
      throw new ChaosException("the cluster is not whole before anything is done: " + missing());
    }
  }

  private void act(String part, String act, String undo) {
    synchronized (toUndo) {
      toUndo.put(part, undo);
    }
    run(part + "." + act, Map.of());
  }

  private void undo(String part, String act) {
    run(part + "." + act, Map.of());
    synchronized (toUndo) {
      toUndo.remove(part);
    }
  }

  private void run(String key, Map<String, String> environment) {
    String command = staging.commands().get(key);
    if (command == null) {
      throw new ChaosException("the target has no " + key);
    }
    out.println("  " + key + ": " + command);
    try {
      ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).inheritIO();
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new ChaosException(key + " goes on after " + PATIENCE.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new ChaosException(key + " ended with exit code " + process.exitValue());
      }
    } catch (IOException e) {
      throw new ChaosException(key + " cannot be run: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted while " + key + " ran", e);
    }
  }

  private static String node(int node) {
    return "node." + (node + 1);
  }

  @Override
  public List<String> targets() {
    return staging.targets();
  }

  @Override
  public void kill(int node) {
    act(node(node), "kill", "start");
  }

  @Override
  public void stop(int node) {
    act(node(node), "stop", "start");
  }

  @Override
  public void start(int node) {
    undo(node(node), "start");
  }

  @Override
  public void freeze(int node) {
    act(node(node), "freeze", "thaw");
  }

  @Override
  public void thaw(int node) {
    undo(node(node), "thaw");
  }

  @Override
  public void cut(int node) {
    act(node(node), "cut", "heal");
  }

  /** The command finds the delay in {@code HIE_DELAY_MILLIS}. */
  @Override
  public void slow(int node, Duration delay) {
    synchronized (toUndo) {
      toUndo.put(node(node), "heal");
    }
    run(node(node) + ".slow", Map.of("HIE_DELAY_MILLIS", Long.toString(delay.toMillis())));
  }

  @Override
  public void heal(int node) {
    undo(node(node), "heal");
  }

  @Override
  public void killBroker(int broker) {
    act("broker." + (broker + 1), "kill", "start");
  }

  @Override
  public void startBroker(int broker) {
    undo("broker." + (broker + 1), "start");
  }

  @Override
  public void killDatabase() {
    act("database", "kill", "start");
  }

  @Override
  public void startDatabase() {
    undo("database", "start");
  }

  @Override
  public boolean isWhole() {
    return missing().isEmpty();
  }

  @Override
  public String missing() {
    for (int node = 0; node < staging.nodes(); node++) {
      String url = staging.commands().getOrDefault(node(node) + ".ready", "");
      if (!Health.isReady(url)) {
        return url + " does not answer 200";
      }
    }
    return "";
  }

  @Override
  public List<Path> logs() {
    return List.of();
  }

  @Override
  public void close() {
    Map<String, String> left;
    synchronized (toUndo) {
      left = new LinkedHashMap<>(toUndo);
      toUndo.clear();
    }
    left.forEach(
        (part, act) -> {
          try {
            run(part + "." + act, Map.of());
          } catch (ChaosException e) {
            out.println("COULD NOT UNDO " + part + ": " + e.getMessage());
          }
        });
  }
}
