package io.hie.clusternode.deployment;

import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.sharding.single.SingleItem;
import io.hie.sharding.single.SingleItems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What this node says of items of which there is one in the cluster.
 *
 * @param watch told where they are
 * @param leaving whether the node hands over what it has
 */
public record SinglesHere(
    Running running, Consumer<SingleItems.View> watch, BooleanSupplier leaving)
    implements SingleItems.Host {

  @Override
  public Collection<SingleItem> known() {
    List<SingleItem> known = new ArrayList<>();
    for (Production production : running.productions()) {
      for (ItemDefinition item : production.items()) {
        if (item.enabled() && Duty.reach(production, item) == Duty.Reach.CLUSTER) {
          known.add(
              new SingleItem(
                  Duty.address(production, item),
                  production.settings().loadBalancingStrategy(),
                  Duty.capacity(production),
                  production.settings().rebalancingThreshold(),
                  production.settings().rebalancingEnabled()));
        }
      }
    }
    return known;
  }

  @Override
  public Set<ItemAddress> whenAlone() {
    Duty duty = running.duty();
    Set<ItemAddress> alone = new HashSet<>();
    running.productions().forEach(production -> alone.addAll(duty.alone(production)));
    return alone;
  }

  @Override
  public CompletionStage<SingleItems.Local> local() {
    return running.statuses().thenApply(this::local);
  }

  private SingleItems.Local local(List<ProductionActor.Status> statuses) {
    double load = 0;
    Map<ItemAddress, Double> byItem = new HashMap<>();
    for (ProductionActor.Status status : statuses) {
      for (ItemStatus item : status.items()) {
        double perSecond =
            item.queue().perSecond() + running.plans().intakePerSecond(item.address());
        load += perSecond;
        byItem.put(item.address(), perSecond);
      }
    }
    Duty duty = running.duty();
    byItem.keySet().retainAll(duty.singles().here());
    Map<String, Integer> taken = new HashMap<>();
    for (Production production : running.productions()) {
      taken.put(production.workspace().id() + "/" + production.name(), duty.taken(production));
    }
    return new SingleItems.Local(load, byItem, taken, leaving.getAsBoolean());
  }

  @Override
  public void changed(SingleItems.View view) {
    watch.accept(view);
  }

  @Override
  public CompletionStage<?> letGo(ItemAddress item) {
    return running.letGo(item);
  }
}
