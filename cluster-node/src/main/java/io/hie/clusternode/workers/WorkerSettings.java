package io.hie.clusternode.workers;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How many workers a node has, and how they are run: {@code hie.processes} and {@code hie.workers}.
 *
 * @param processes JVMs of the node, its own among them, 1 to {@link #MOST_PROCESSES}
 * @param heap of each worker, as {@code -Xmx} takes it
 * @param startTimeout how long a worker may take until it takes messages
 * @param silence after how long without a sign of life a worker is killed
 * @param mostFrameBytes of one message with what belongs to it
 */
public record WorkerSettings(
    int processes, String heap, Duration startTimeout, Duration silence, int mostFrameBytes) {
  public static final int MOST_PROCESSES = 16;
  private static final Pattern HEAP = Pattern.compile("[1-9][0-9]{0,9}[kmgKMG]?");

  public WorkerSettings {
    if (processes < 1 || processes > MOST_PROCESSES) {
      throw new IllegalArgumentException(
          "the number of processes is "
              + processes
              + "; give --processes or HIE_PROCESSES as 1 to "
              + MOST_PROCESSES
              + ", the node's own among them");
    }
    if (!HEAP.matcher(heap).matches()) {
      throw new IllegalArgumentException(
          "HIE_WORKER_HEAP is \"" + heap + "\"; write it as Java does, such as 256m or 1g");
    }
    if (mostFrameBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "hie.workers.most-frame-bytes is " + mostFrameBytes + "; at least 1 MiB is needed");
    }
  }

  /**
   * From the configuration of a node.
   *
   * @throws IllegalArgumentException if a value is none; the text says which and how to mend it
   */
  public static WorkerSettings of(Config config) {
    try {
      Config workers = config.getConfig("hie.workers");
      long most = workers.getBytes("most-frame-bytes");
      return new WorkerSettings(
          config.getInt("hie.processes"),
          workers.getString("heap"),
          workers.getDuration("start-timeout"),
          workers.getDuration("silence"),
          (int) Math.min(most, Integer.MAX_VALUE - 8));
    } catch (ConfigException wrong) {
      throw new IllegalArgumentException(
          "the settings of workers are wrong: " + wrong.getMessage(), wrong);
    }
  }
}
