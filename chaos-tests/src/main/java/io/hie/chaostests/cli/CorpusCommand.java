package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.Corpus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "corpus",
    mixinStandardHelpOptions = true,
    description =
        "Send every file of a directory tree as it is; each is kept byte for byte or refused with a"
            + " reason.")
final class CorpusCommand implements Callable<Integer> {
  @Mixin private RigOptions rig = new RigOptions();

  @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The files.")
  private Path directory = Path.of("");

  @Override
  public Integer call() {
    return new Corpus(rig.settings(), directory, Duration.ofSeconds(10)).run() ? 0 : 1;
  }
}
