package io.hie.clusternode;

import com.typesafe.config.Config;
import io.hie.clusternode.cluster.Formation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a node of this machine has its data and its API, chosen where its user did not say.
 *
 * @param data its directory, which is this process's alone
 */
record Place(Path data, boolean joins, DataLock lock) implements AutoCloseable {
  private static final int FIRST_HTTP_PORT = 8080;
  private static final int MOST_NODES = 100;

  /**
   * Takes a data directory.
   *
   * @param wanted null to choose one
   * @param joins whether the node is one more on its machine
   */
  static Place choose(@Nullable Path wanted, boolean joins)
      throws IOException, Node.CannotStartException {
    boolean said = wanted != null && !wanted.toString().isBlank();
    if (said || !joins) {
      Path data = said && wanted != null ? wanted : Path.of("./data");
      Optional<DataLock> lock = DataLock.take(data);
      if (lock.isEmpty()) {
        throw new Node.CannotStartException(
            "the data directory "
                + data
                + " is in use by another node; stop that one or name another with --data",
            null);
      }
      return new Place(data, joins, lock.get());
    }
    for (int number = 2; number <= MOST_NODES; number++) {
      Path data = Path.of("./data-" + number);
      Optional<DataLock> lock = DataLock.take(data);
      if (lock.isPresent()) {
        return new Place(data, joins, lock.get());
      }
    }
    throw new Node.CannotStartException(
        "./data-2 to ./data-" + MOST_NODES + " are all in use; name a directory with --data", null);
  }

  /** How many shards the node is configured to have. */
  int shards() {
    return config().getInt("hie.history.shards");
  }

  /** What the environment says, wherever the node's data will be. */
  static Config config() {
    return new NodeSettings(Path.of("./data"), "127.0.0.1", 0).config();
  }

  /**
   * The port for the API.
   *
   * @param wanted null to choose one
   */
  int httpPort(@Nullable Integer wanted, Formation formation) {
    if (wanted != null) {
      return wanted;
    }
    int last = formation.file().httpPort();
    if (!joins) {
      return last > 0 ? last : FIRST_HTTP_PORT;
    }
    if (last > 0 && isFree(last)) {
      return last;
    }
    for (int port = FIRST_HTTP_PORT + 1; port < FIRST_HTTP_PORT + MOST_NODES; port++) {
      if (isFree(port)) {
        return port;
      }
    }
    return 0;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
