package io.hie.clusternode.cluster;

import io.hie.httpapi.ClusterState;
import io.hie.httpapi.ClusterView;
import io.hie.httpapi.Invitation;
import io.hie.sharding.allocation.Placement;
import io.hie.sharding.history.ShardLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.jspecify.annotations.Nullable;

/** The cluster by what its members say of themselves, and what can be done with a member. */
public final class Census implements ClusterView {
  private final ActorSystem<?> system;
  private final String cluster;
  private final Supplier<Invitation> invitation;
  private final Supplier<CompletionStage<ClusterState.Report>> report;
  private final int shards;

  /**
   * Of the cluster that an actor system is in; the node says from now on how it is.
   *
   * @param cluster its name for itself
   * @param report how this node is
   */
  public Census(
      ActorSystem<?> system,
      String cluster,
      Supplier<Invitation> invitation,
      Supplier<CompletionStage<ClusterState.Report>> report) {
    this.system = system;
    this.cluster = cluster;
    this.invitation = invitation;
    this.report = report;
    this.shards = system.settings().config().getInt("hie.history.shards");
    Reporter.start(system, report);
  }

  @Override
  public Invitation invitation() {
    return invitation.get();
  }

  @Override
  public CompletionStage<ClusterState.Report> report() {
    return report.get();
  }

  @Override
  public CompletionStage<ClusterState> state() {
    CurrentClusterState seen = Cluster.get(system).state();
    List<Member> members = members(seen);
    List<CompletableFuture<Optional<ClusterState.Report>>> reports =
        members.stream()
            .map(
                member ->
                    Reporter.ask(system, member.address().toString())
                        .thenApply(Optional::of)
                        .exceptionally(silent -> Optional.empty())
                        .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(reports.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              List<ClusterState.ClusterNode> nodes = new ArrayList<>();
              for (int i = 0; i < members.size(); i++) {
                nodes.add(node(members.get(i), i + 1, seen, reports.get(i).join().orElse(null)));
              }
              return new ClusterState(
                  cluster, name(Cluster.get(system).selfMember().address()), nodes, shards(nodes));
            });
  }

  private static List<Member> members(CurrentClusterState state) {
    List<Member> members = new ArrayList<>();
    state.getMembers().forEach(members::add);
    members.sort((one, other) -> one.equals(other) ? 0 : one.isOlderThan(other) ? -1 : 1);
    return members;
  }

  private static ClusterState.ClusterNode node(
      Member member, int age, CurrentClusterState seen, ClusterState.@Nullable Report report) {
    return new ClusterState.ClusterNode(
        name(member.address()),
        member.status().toString(),
        member.getRoles().stream().filter(role -> !role.startsWith("dc-")).sorted().toList(),
        age,
        !seen.getUnreachable().contains(member),
        report);
  }

  private List<ClusterState.Shard> shards(List<ClusterState.ClusterNode> nodes) {
    Placement placement = Placement.get(system);
    List<ClusterState.Shard> all = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      List<String> keepers = placement.keepers(shard).stream().map(Census::name).toList();
      String runner = runner(nodes, shard);
      all.add(
          new ClusterState.Shard(
              shard,
              runner,
              keepers.isEmpty() ? "" : keepers.getFirst(),
              keepers.stream().skip(1).toList(),
              placement.isMoved(shard),
              copies(nodes, shard, runner),
              runner.isEmpty() ? null : load(nodes, shard, runner)));
    }
    return all;
  }

  private static String runner(List<ClusterState.ClusterNode> nodes, int shard) {
    for (ClusterState.ClusterNode node : nodes) {
      ClusterState.Report report = node.report();
      if (report != null && report.shards().contains(shard)) {
        return node.name();
      }
    }
    return "";
  }

  private static List<ClusterState.Copy> copies(
      List<ClusterState.ClusterNode> nodes, int shard, String runner) {
    List<ClusterState.Copy> copies = new ArrayList<>();
    for (ClusterState.ClusterNode node : nodes) {
      if (node.report() != null && !node.name().equals(runner)) {
        for (ClusterState.Partition each : node.report().partitions()) {
          if (each.partition() == shard) {
            copies.add(new ClusterState.Copy(node.name(), each.warm(), each.lag()));
          }
        }
      }
    }
    return copies;
  }

  /** What is in memory is where it runs; what came in, it brings along from where it ran before. */
  private static ClusterState.Load load(
      List<ClusterState.ClusterNode> nodes, int shard, String runner) {
    double perSecond = 0;
    ShardLoad here = null;
    for (ClusterState.ClusterNode node : nodes) {
      if (node.report() != null) {
        for (ShardLoad each : node.report().loads()) {
          if (each.shard() == shard) {
            perSecond += each.perSecond();
            here = node.name().equals(runner) ? each : here;
          }
        }
      }
    }
    return here == null
        ? new ClusterState.Load(perSecond, 0, 0, 0, 0)
        : new ClusterState.Load(
            perSecond, here.awake(), here.openMessages(), here.openLegs(), here.oldestOpenMillis());
  }

  /** As people call a node. */
  private static String name(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  private static String name(String address) {
    return address.substring(address.indexOf('@') + 1);
  }

  // --- orders

  @Override
  public CompletionStage<Outcome> drain(String node, boolean force) {
    return ordered(node, found -> drain(found, force));
  }

  private Outcome drain(Found found, boolean force) {
    ClusterState.Report report = found.node().report();
    if (report == null) {
      return new Outcome.Refused(
          "node-silent",
          found.node().name()
              + " does not answer, so it cannot hand over; wait until it does, or remove it if it"
              + " is dead: hie cluster down "
              + found.node().name());
    }
    if (!force && found.others() == 0) {
      return new Outcome.Refused(
          "only-node",
          found.node().name()
              + " is the only node, so there is nobody to hand over to; stop it by SIGTERM, or say"
              + " force");
    }
    if (!force && report.broker()) {
      return new Outcome.Refused(
          "has-the-log",
          "the log of all nodes is in the broker of "
              + found.node().name()
              + ": without it nothing is acknowledged anywhere; drain another, or say force");
    }
    Reporter.drain(system, found.member().address().toString());
    return new Outcome.Begun(found.node().name());
  }

  @Override
  public CompletionStage<Outcome> down(String node, boolean force) {
    return ordered(node, found -> down(found, force));
  }

  private Outcome down(Found found, boolean force) {
    if (!force && found.node().reachable()) {
      return new Outcome.Refused(
          "node-reachable",
          found.node().name()
              + " can be reached: have it hand over with hie cluster drain "
              + found.node().name()
              + ", or say force to cut it off");
    }
    Cluster.get(system).manager().tell(new Down(found.member().address()));
    return new Outcome.Begun(found.node().name());
  }

  @Override
  public void rebalance() {
    Placement.get(system).rebalance();
  }

  /** A member that was meant, and how many others answer. */
  private record Found(Member member, ClusterState.ClusterNode node, long others) {}

  private CompletionStage<Outcome> ordered(String wanted, Function<Found, Outcome> order) {
    List<Member> members = members(Cluster.get(system).state());
    return state()
        .thenApply(
            state -> {
              for (ClusterState.ClusterNode node : state.nodes()) {
                boolean meant =
                    node.name().equals(wanted)
                        || (node.report() != null && node.report().api().equals(wanted));
                Optional<Member> member =
                    members.stream()
                        .filter(each -> name(each.address()).equals(node.name()))
                        .findFirst();
                if (meant && member.isPresent()) {
                  long others =
                      state.nodes().stream()
                          .filter(each -> !each.name().equals(node.name()) && each.report() != null)
                          .count();
                  return order.apply(new Found(member.get(), node, others));
                }
              }
              return new Outcome.NoSuchNode(
                  state.nodes().stream().map(ClusterState.ClusterNode::name).toList());
            });
  }
}
