package io.hie.clusternode.cluster;

import io.hie.clusternode.tls.Trusted;
import io.hie.httpapi.Invitation;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a node comes into a cluster: it forms one, or joins one by an invitation, or gathers with
 * others.
 *
 * <p>A node that was in a cluster asks the nodes that it knew there before it forms anything, since
 * two clusters on one log would take the shards from each other for ever.
 *
 * @param file what the node is to remember
 * @param invitation null if it joins nobody who was named
 * @param gathering how it finds others; null if it is not to look for them
 */
public record Formation(
    ClusterFile file, @Nullable Invitation invitation, @Nullable Gathering gathering) {
  /**
   * What nodes say to each other. Raised when a node of one version would not understand a node of
   * another; nodes of different versions with the same number may be in one cluster.
   */
  public static final int PROTOCOL = 1;

  /** How long a node that is there and says nothing is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long AGAIN_MILLIS = 500;

  /** A cluster of this node alone, as it forms when nothing is remembered. */
  public static Formation alone() {
    return new Formation(ClusterFile.fresh(), null, null);
  }

  /**
   * Decides by what the node's user chose. Blocks while it asks other nodes, up to half a minute.
   *
   * @param data the node's data directory, which may not be there
   * @param token that the other nodes want
   * @param shards how many the node is configured to have
   * @throws FormationException if it can neither join nor form a cluster
   */
  public static Formation decide(Path data, Forming forming, String token, int shards)
      throws FormationException, InterruptedException {
    return switch (forming) {
      case Forming.Alone alone -> decide(data, (String) null, token, shards);
      case Forming.Join join -> decide(data, join.at(), token, shards);
      case Forming.Gather gather ->
          new Formation(
              ClusterFile.read(data).orElseGet(ClusterFile::ofOthers), null, gather.gathering());
    };
  }

  /** The same in a cluster that is called by the log that its nodes keep. */
  public Formation called(String log) {
    return new Formation(file.called(log), invitation, gathering);
  }

  /**
   * Decides. Blocks while it asks other nodes, up to half a minute.
   *
   * @param data the node's data directory, which may not be there
   * @param join a node to join, as its user named it; null for what is remembered
   * @param token that the other nodes want
   * @param shards how many the node is configured to have
   * @throws FormationException if it can neither join nor form a cluster
   */
  public static Formation decide(Path data, @Nullable String join, String token, int shards)
      throws FormationException, InterruptedException {
    Optional<ClusterFile> remembered = ClusterFile.read(data);
    Formation formation;
    try (Inviter inviter = new Inviter(token, Trusted.file(System.getenv()).orElse(null))) {
      if (join != null) {
        formation = join(data, remembered.orElse(null), hostPort(join), inviter);
      } else {
        formation = remembered.isEmpty() ? alone() : again(data, remembered.get(), inviter);
      }
    } catch (IllegalArgumentException noAuthorities) {
      throw new FormationException(String.valueOf(noAuthorities.getMessage()));
    }
    if (formation.invitation() != null) {
      fits(formation.invitation(), shards);
    }
    return formation;
  }

  private static Formation join(
      Path data, @Nullable ClusterFile remembered, String hostPort, Inviter inviter)
      throws FormationException, InterruptedException {
    if (remembered == null && Files.exists(data.resolve("journal"))) {
      throw new FormationException(
          "the data directory "
              + data
              + " has messages of a node that was never in a cluster; join with another --data, and"
              + " if those messages are wanted, start that node by itself");
    }
    String why = "no node answers at " + hostPort;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      switch (inviter.ask(hostPort)) {
        case Inviter.Outcome.Invited invited -> {
          return accepted(data, remembered, hostPort, invited.invitation());
        }
        case Inviter.Outcome.Refused refused -> throw new FormationException(refused.why());
        case Inviter.Outcome.Untrusted untrusted -> throw new FormationException(untrusted.why());
        case Inviter.Outcome.Silent silent -> why = silent.why();
        case Inviter.Outcome.NobodyThere nobody -> {
          // Perhaps it is starting.
        }
      }
      Thread.sleep(AGAIN_MILLIS);
    }
    throw new FormationException(
        why
            + " after "
            + PATIENCE.toSeconds()
            + " s; start that node first, or name one that runs, by the port of its API");
  }

  private static Formation accepted(
      Path data, @Nullable ClusterFile remembered, String hostPort, Invitation invitation)
      throws FormationException {
    if (remembered != null && !remembered.cluster().equals(invitation.cluster())) {
      throw new FormationException(
          "the data directory "
              + data
              + " belongs to cluster "
              + remembered.cluster()
              + ", and the node at "
              + hostPort
              + " is of another, "
              + invitation.cluster()
              + "; name a node of its own cluster, or another directory with --data");
    }
    if (invitation.protocol() != PROTOCOL) {
      throw new FormationException(
          "the node at "
              + hostPort
              + " is version "
              + invitation.version()
              + " and speaks protocol "
              + invitation.protocol()
              + " with its cluster, this one speaks "
              + PROTOCOL
              + "; start this node with that version, or bring all nodes to one version");
    }
    ClusterFile file =
        remembered == null
            ? new ClusterFile(invitation.cluster(), false, 0, 0, List.of(hostPort))
            : remembered.withPeers(with(remembered.peers(), hostPort));
    return new Formation(file, invitation, null);
  }

  private static void fits(Invitation invitation, int shards) throws FormationException {
    if (invitation.brokers() == null) {
      throw new FormationException(
          "the cluster keeps its messages in a database (HIE_JOURNAL="
              + invitation.journal()
              + "), which one node at a time can use; a cluster of several nodes needs Kafka, which"
              + " is what a node uses unless it is told otherwise");
    }
    if (invitation.shards() != shards) {
      throw new FormationException(
          "the cluster has "
              + invitation.shards()
              + " shards and this node is configured for "
              + shards
              + "; start it with hie.history.shards as the cluster has it, which cannot be changed"
              + " later");
    }
  }

  private static List<String> with(List<String> peers, String peer) {
    List<String> all = new ArrayList<>(peers);
    if (!all.contains(peer)) {
      all.add(peer);
    }
    return all;
  }

  /** Without a word from its user: to where it was, if somebody is there. */
  private static Formation again(Path data, ClusterFile remembered, Inviter inviter)
      throws FormationException, InterruptedException {
    String silent = "";
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    do {
      silent = "";
      for (String peer : remembered.peers()) {
        switch (inviter.ask(peer)) {
          case Inviter.Outcome.Invited invited -> {
            if (invited.invitation().cluster().equals(remembered.cluster())) {
              return accepted(data, remembered, peer, invited.invitation());
            }
            // Another cluster's node has that port now.
          }
          case Inviter.Outcome.Refused refused -> {
            if (refused.why().contains("token")) {
              throw new FormationException(refused.why());
            }
          }
          // It may well be of this cluster, so no second one is formed.
          case Inviter.Outcome.Untrusted untrusted -> throw new FormationException(untrusted.why());
          case Inviter.Outcome.Silent answer -> silent = answer.why();
          case Inviter.Outcome.NobodyThere nobody -> {
            // It does not run.
          }
        }
      }
      if (silent.isEmpty() && remembered.founder()) {
        return new Formation(remembered, null, null);
      }
      Thread.sleep(AGAIN_MILLIS);
    } while (System.nanoTime() - deadline < 0);
    throw new FormationException(
        silent.isEmpty()
            ? "none of the nodes of its cluster runs ("
                + String.join(", ", remembered.peers())
                + "); start the one that formed it first, or name another with --join"
            : silent + "; a second cluster beside it would not do: stop it, or mend it");
  }

  /**
   * What a user typed: {@code host:port}, or the URL that a node prints; {@code https} stays.
   *
   * @throws FormationException if it is neither
   */
  static String hostPort(String typed) throws FormationException {
    String text = typed.strip();
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      boolean tls = "https".equals(uri.getScheme());
      if ((tls || "http".equals(uri.getScheme())) && uri.getHost() != null && uri.getPort() > 0) {
        return (tls ? "https://" : "") + uri.getHost() + ":" + uri.getPort();
      }
    } catch (URISyntaxException notAnAddress) {
      // Told below.
    }
    throw new FormationException(
        "--join "
            + typed
            + " is no HOST:PORT; give the address of a running node's API, such as localhost:8080");
  }

  /** Keeps what is to be remembered, once the node is in the cluster. */
  public void remember(Path data, int port, int httpPort) throws IOException {
    file.withPorts(port, httpPort).write(data);
  }
}
