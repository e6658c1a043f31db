package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.ArchiveDirectory;
import io.hie.chaostests.process.Ports;
import io.hie.chaostests.sink.Faults;
import io.hie.chaostests.sink.Sink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every file of a directory tree is sent to a node as one MLLP frame, byte for byte, whatever is in
 * it. Each must be accepted and arrive unchanged at the sink and in the archive, or be refused with
 * a reason.
 */
public final class Corpus {
  private static final Duration DRAIN = Duration.ofSeconds(60);
  private static final int LONGEST_FILE = 64 * 1024 * 1024;

  private final RigSettings settings;
  private final Path directory;
  private final Duration patience;
  private final PrintStream out;

  /**
   * @param directory of the files; those whose name ends in {@code .md} or begins with a dot are
   *     none
   * @param patience until no answer counts as a hang
   */
  public Corpus(RigSettings settings, Path directory, Duration patience) {
    this.settings = settings;
    this.directory = directory;
    this.patience = patience;
    this.out = settings.out();
  }

  /** Runs it; true if nothing hung, was lost, changed or refused without a reason. */
  public boolean run() {
    List<Path> paths = files();
    BodyRecorder bodies = new BodyRecorder();
    try (Sink sink = Sink.start(Ports.free(), Faults.NONE, bodies);
        Rig rig = Rig.open(settings, "production-corpus.json", sink.port())) {
      rig.startNode();
      List<CorpusFile> files = sendAll(paths, rig);
      awaitDeliveries(files, bodies, rig);
      rig.node().stop();
      boolean holds = judge(files, bodies.bodies(), archived(rig.archive()));
      holds &= Judgement.ofLogs(rig, out);
      if (holds) {
        rig.succeed();
      }
      return holds;
    }
  }

  private List<Path> files() {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> files =
          walk.filter(Files::isRegularFile).filter(Corpus::isMessageFile).sorted().toList();
      if (files.isEmpty()) {
        throw new ChaosException("there are no message files in " + directory);
      }
      return files;
    } catch (IOException e) {
      throw new ChaosException("cannot read the corpus " + directory + ": " + e, e);
    }
  }

  private static boolean isMessageFile(Path path) {
    String name = path.getFileName().toString();
    return !name.endsWith(".md") && !name.startsWith(".");
  }

  private List<CorpusFile> sendAll(List<Path> paths, Rig rig) {
    CorpusSender sender = new CorpusSender(rig.mllpPort(), patience);
    List<CorpusFile> files = new ArrayList<>();
    for (Path path : paths) {
      String name = directory.relativize(path).toString();
      byte[] bytes = read(path);
      CorpusFile file = CorpusFile.of(name, bytes, sender.send(bytes));
      out.printf(Locale.ROOT, "%-60s %7d bytes  %s%n", name, bytes.length, file.line());
      files.add(file);
      rig.node().ensureRunning();
    }
    return files;
  }

  private static byte[] read(Path path) {
    try {
      if (Files.size(path) > LONGEST_FILE) {
        throw new ChaosException(path + " is longer than " + LONGEST_FILE + " bytes");
      }
      byte[] bytes = Files.readAllBytes(path);
      for (int i = 0; i + 1 < bytes.length; i++) {
        if (bytes[i] == 0x1C && bytes[i + 1] == 0x0D) {
          throw new ChaosException(path + " has an end of frame in it and cannot be sent as one");
        }
      }
      return bytes;
    } catch (IOException e) {
      throw new ChaosException("cannot read " + path + ": " + e, e);
    }
  }

  private static void awaitDeliveries(List<CorpusFile> files, BodyRecorder bodies, Rig rig) {
    Set<ByteBuffer> accepted = new HashSet<>();
    files.stream().filter(CorpusFile::isAccepted).forEach(file -> accepted.add(file.body()));
    long deadline = System.nanoTime() + DRAIN.toNanos();
    while (System.nanoTime() < deadline) {
      if (bodies.bodies().containsAll(accepted) && archived(rig.archive()).containsAll(accepted)) {
        return;
      }
      rig.node().ensureRunning();
      Pause.millis(200);
    }
  }

  private static Set<ByteBuffer> archived(Path archive) {
    Set<ByteBuffer> bodies = new HashSet<>();
    for (Path file : new ArchiveDirectory(archive).finished()) {
      try {
        bodies.add(ByteBuffer.wrap(Files.readAllBytes(file)));
      } catch (IOException e) {
        throw new ChaosException("cannot read the archived file " + file + ": " + e, e);
      }
    }
    return bodies;
  }

  private boolean judge(List<CorpusFile> files, Set<ByteBuffer> sink, Set<ByteBuffer> archive) {
    boolean holds = true;
    for (CorpusFile file : files) {
      for (String problem : file.problems(sink, archive)) {
        out.println("  BROKEN " + file.name() + ": " + problem);
        holds = false;
      }
    }
    Set<ByteBuffer> sent = new HashSet<>();
    files.forEach(file -> sent.add(file.body()));
    for (Set<ByteBuffer> place : List.of(sink, archive)) {
      long strange = place.stream().filter(body -> !sent.contains(body)).count();
      if (strange > 0) {
        out.println(
            "  BROKEN: "
                + strange
                + (place == sink ? " bodies at the sink" : " bodies in the archive")
                + " are those of no file");
        holds = false;
      }
    }
    long accepted = files.stream().filter(CorpusFile::isAccepted).count();
    out.printf(
        Locale.ROOT,
        "%d files: %d accepted, %d not; %s%n",
        files.size(),
        accepted,
        files.size() - accepted,
        holds ? "all kept byte for byte or refused with a reason." : "PROMISES BROKEN.");
    return holds;
  }
}
