package io.hie.clusternode.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a node remembers of its cluster, in {@code cluster.json} of its data directory, so that it
 * comes back into the same one: at the same address, by any node that is still there.
 *
 * @param cluster the cluster's name for itself
 * @param founder whether this node may form it anew when no other node runs
 * @param port of the cluster's protocol on this node; 0 if not chosen yet
 * @param httpPort of this node's API; 0 if not chosen yet
 * @param peers where the APIs of the other nodes were, as {@code host:port}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClusterFile(
    String cluster, boolean founder, int port, int httpPort, List<String> peers) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String NAME = "cluster.json";

  public ClusterFile {
    peers = List.copyOf(peers);
  }

  /** Of a cluster that nobody is in yet. */
  static ClusterFile fresh() {
    return new ClusterFile(UUID.randomUUID().toString(), true, 0, 0, List.of());
  }

  /** Of a cluster that this node does not form by itself. */
  static ClusterFile ofOthers() {
    return new ClusterFile("", false, 0, 0, List.of());
  }

  /** With the name that all who keep one log have for their cluster. */
  ClusterFile called(String log) {
    String name = UUID.nameUUIDFromBytes(log.getBytes(StandardCharsets.UTF_8)).toString();
    return new ClusterFile(name, false, port, httpPort, peers);
  }

  /**
   * What is remembered in a data directory.
   *
   * @throws FormationException if it cannot be read
   */
  static Optional<ClusterFile> read(Path data) throws FormationException {
    Path file = data.resolve(NAME);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), ClusterFile.class));
    } catch (IOException failed) {
      throw new FormationException(
          file
              + " cannot be read; put it back from a backup, or delete it and name a running node"
              + " of the cluster with --join");
    }
  }

  /** Keeps it, as a whole or not at all. */
  void write(Path data) throws IOException {
    Path fresh = Files.createTempFile(data, ".cluster", "");
    Files.write(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    Files.move(fresh, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  ClusterFile withPeers(List<String> others) {
    return new ClusterFile(cluster, founder, port, httpPort, others);
  }

  public ClusterFile withPorts(int clusterPort, int apiPort) {
    return new ClusterFile(cluster, founder, clusterPort, apiPort, peers);
  }
}
