package io.hie.httpapi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node that is to join has to know, given to who holds the token. No secret is in it: the
 * keys of the workspaces are read from where they are.
 *
 * @param cluster the cluster's name for itself
 * @param protocol what the nodes of a cluster say to each other; must be the same in all
 * @param version of the node that invites, for people
 * @param address of that node in the cluster's protocol
 * @param shards which a joining node must have as many of
 * @param journal {@code kafka} or {@code jdbc}
 * @param brokers where the log is; null if it is not in Kafka
 * @param downing the strategy by which nodes that cannot be reached are removed
 * @param tls whether nodes speak TLS with each other
 * @param keys the directory of the workspaces' keys and secrets, as that node sees it
 * @param secrets by workspace, a trace of its secret that a joining node compares with what it has
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Invitation(
    String cluster,
    int protocol,
    String version,
    String address,
    int shards,
    String journal,
    @Nullable String brokers,
    String downing,
    boolean tls,
    String keys,
    Map<String, String> secrets) {
  public Invitation {
    secrets = Map.copyOf(secrets);
  }
}
