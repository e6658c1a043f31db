package io.hie.chaostests.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the system knows about a process. Linux; elsewhere most figures are 0. */
public final class ProcessFigures {
  private static final Pattern USED = Pattern.compile("used ([0-9]+)K");

  private ProcessFigures() {}

  /** Resident memory in bytes; 0 if the process is gone. */
  public static long residentBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException e) {
      // gone, or no Linux
    }
    return 0;
  }

  /** Processor time so far, of user and system. */
  public static Duration cpu(long pid) {
    return ProcessHandle.of(pid).flatMap(h -> h.info().totalCpuDuration()).orElse(Duration.ZERO);
  }

  /** The words of its command line, empty if that cannot be read. */
  public static List<String> commandLine(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
      return List.of(new String(bytes, UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Heap in use after a full collection, by {@code jcmd}; empty if there is none or it fails. */
  public static Optional<Long> liveHeapBytes(long pid) {
    if (jcmd(pid, "GC.run").isEmpty()) {
      return Optional.empty();
    }
    return jcmd(pid, "GC.heap_info")
        .map(USED::matcher)
        .filter(Matcher::find)
        .map(m -> Long.parseLong(m.group(1)) * 1024);
  }

  private static Optional<String> jcmd(long pid, String what) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process process =
          new ProcessBuilder(jcmd.toString(), Long.toString(pid), what)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      boolean ended = process.waitFor(30, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
