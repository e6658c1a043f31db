package io.hie.persistence.search;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/**
 * How much of its share taking in may use now: all of it while the machine's processors have time,
 * and a fifth while all of them are at work, since messages come first. What is put off is taken in
 * when there is time again.
 */
final class SpareTime {
  private static final double HAS_TIME = 0.6;
  private static final double HAS_NONE = 0.9;
  private static final double LEAST = 0.2;

  private final DoubleSupplier load;

  /** By the load of the machine, or of the container that this runs in. */
  static SpareTime ofMachine() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new SpareTime(system::getCpuLoad);
  }

  /**
   * By some load.
   *
   * @param load of all processors since it was last asked for, 0 to 1; below 0 or no number if it
   *     is not known
   */
  SpareTime(DoubleSupplier load) {
    this.load = load;
  }

  /** From 1 down to a fifth. */
  double part() {
    double now = load.getAsDouble();
    if (Double.isNaN(now) || now <= HAS_TIME) {
      return 1;
    }
    double busy = Math.min(1, (now - HAS_TIME) / (HAS_NONE - HAS_TIME));
    return 1 - busy * (1 - LEAST);
  }
}
