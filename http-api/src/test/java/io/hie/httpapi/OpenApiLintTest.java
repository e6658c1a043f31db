package io.hie.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The API's description passes a linter of the field, Redocly's. It is a program for Node.js, which
 * {@code src/lint/install} puts into the target folder.
 */
final class OpenApiLintTest {
  @TempDir private Path folder;

  private static Path module() {
    String home = System.getProperty("hie.home");
    return home == null ? Path.of("").toAbsolutePath() : Path.of(home, "http-api");
  }

  @Test
  void shouldPassTheLinter() throws Exception {
    Path linter = module().resolve("target/lint/node_modules/.bin/redocly");
    Assumptions.assumeTrue(
        Files.isExecutable(linter),
        "the linter is not installed: run http-api/src/lint/install, which takes Node.js and npm");
    Path document = folder.resolve("openapi.json");
    Files.writeString(document, Contracts.document().toPrettyString());
    assertThat(lint(linter, document)).contains("Your API description is valid");
  }

  @Test
  void shouldTellWhenTheDescriptionIsWrong() throws Exception {
    Path linter = module().resolve("target/lint/node_modules/.bin/redocly");
    Assumptions.assumeTrue(Files.isExecutable(linter), "the linter is not installed");
    var wrong = Contracts.document();
    wrong.withObject("/paths/~1users/get").remove("operationId");
    wrong.withObject("/components/schemas/Orphan").put("type", "object");
    Path document = folder.resolve("openapi.json");
    Files.writeString(document, wrong.toPrettyString());
    assertThat(lint(linter, document)).contains("no-unused-components");
  }

  private String lint(Path linter, Path document) throws Exception {
    File output = folder.resolve("output").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(
            linter.toString(),
            "lint",
            document.toString(),
            "--config",
            module().resolve("src/lint/redocly.yaml").toString());
    builder.environment().put("REDOCLY_TELEMETRY", "off");
    builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    builder.environment().put("NO_COLOR", "1");
    Process process = builder.redirectErrorStream(true).redirectOutput(output).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends in time").isTrue();
    return Files.readString(output.toPath(), StandardCharsets.UTF_8);
  }
}
