package io.hie.clusternode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * An identity provider of the field as a process of its own: node-oidc-provider, which {@code
 * src/oidc/install} puts into the target folder. Its signing keys are new at each start.
 */
final class OidcProvider implements AutoCloseable {
  static final String SECRET = "the secret of the client";

  private final int port;
  private final Process process;

  private OidcProvider(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param redirectUri of the only client, {@code hie}
   * @param people JSON with their groups
   */
  static OidcProvider start(int port, String redirectUri, String people) throws Exception {
    Path module = module();
    Path target = module.resolve("target/oidc");
    Assumptions.assumeTrue(
        Files.isDirectory(target.resolve("node_modules/oidc-provider")),
        "the provider is not installed: run cluster-node/src/oidc/install, which takes Node.js");
    Path program = target.resolve("provider.mjs");
    Files.copy(
        module.resolve("src/oidc/provider.mjs"), program, StandardCopyOption.REPLACE_EXISTING);
    Process process =
        new ProcessBuilder(
                "node", program.toString(), Integer.toString(port), SECRET, redirectUri, people)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.equals("ready")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("the provider ended with " + process.waitFor());
    }
    return new OidcProvider(port, process);
  }

  private static Path module() {
    String home = System.getProperty("hie.home");
    return home == null ? Path.of("").toAbsolutePath() : Path.of(home, "cluster-node");
  }

  String issuer() {
    return issuer(port);
  }

  static String issuer(int port) {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }
}
