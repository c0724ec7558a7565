// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.Reopen;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.LockNeed;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.file.FileReopening;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Outage;
import org.blockgraph.core.graph.RequestToken;
import org.blockgraph.core.io.ExceptionCopy;

/**
 * One node of a reopen: prepared by its driver, then committed or aborted, then ended. By the change that has
 * claimed the node.
 */
public final class PreparedReopen {

    private final Core core;
    private final NodeWish wish;
    private final FileReopening files;
    private List<ReopenContext.Exchange> exchanges = List.of();
    private Reopen reopen;
    private boolean committed;

    /** What the driver threw from its commit, where nothing can be undone any more. */
    private BlockException fault;

    /** Nothing is prepared yet. */
    public PreparedReopen(Core core, NodeWish wish) {
        this.core = core;
        this.wish = wish;
        this.files = wish.node().files().reopening();
    }

    /**
     * Lets the driver prepare; gates are closed and nothing is in flight. {@link #end} follows in any case.
     *
     * @param references as in {@link References#claimedBy}
     */
    public void prepare(Map<String, Node> references) throws BlockException {
        Node node = wish.node();
        if (!node.servedBy().tasks().hold(core.patience().callDeadline())) {
            throw new BlockException(
                    BlockError.TIMED_OUT, node.name(), node.name() + ": a task of the driver does not end");
        }
        Prepared prepared = new NodeCalls(core).call(
                node,
                node.servedBy(),
                "prepare to reopen " + node.name(),
                core.patience().callDeadline(),
                token -> prepare(references, token),
                late -> late.reopen().abort());
        exchanges = prepared.exchanges();
        reopen = prepared.reopen();
    }

    /** What a driver has prepared, and the edges that it wants. */
    private record Prepared(Reopen reopen, List<ReopenContext.Exchange> exchanges) {}

    private Prepared prepare(Map<String, Node> references, RequestToken token) throws BlockException {
        Node node = wish.node();
        ReopenContext context = new ReopenContext(wish, references, token, files);
        Reopen prepared = node.servedBy().instance().prepareReopen(context);
        if (prepared == null) {
            throw new BlockException(
                    BlockError.DRIVER_FAULT, node.name(), node.name() + ": its driver prepared nothing");
        }
        boolean good = false;
        try {
            context.requireAllAsked();
            good = true;
        } finally {
            if (!good) {
                prepared.abort();
            }
        }
        return new Prepared(prepared, context.exchanges());
    }

    /** Does the graph's part. */
    public void enter(Transaction transaction) throws BlockException {
        for (ReopenContext.Exchange each : exchanges) {
            transaction.exchange(wish.node(), each.before(), each.after());
        }
        transaction.reopen(wish.node(), wish.readOnly(), wish.options());
        transaction.atCommit(this::commit);
    }

    /** Returns the nodes that lose or win a user. */
    public List<Node> touched() {
        List<Node> touched = new ArrayList<>(List.of(wish.node()));
        exchanges.stream().map(ReopenContext.Exchange::after).filter(Objects::nonNull).map(Edge::node)
                .forEach(touched::add);
        touched.addAll(lost());
        return touched;
    }

    /** Returns the nodes that are its children no more. */
    public List<Node> lost() {
        return exchanges.stream().map(ReopenContext.Exchange::before).filter(Objects::nonNull).map(Edge::node)
                .toList();
    }

    @GlobalState(lock = LockNeed.WRITE)
    private void commit() {
        committed = true;
        files.commit();
        try {
            reopen.commit();
        } catch (Throwable e) {
            fault = ExceptionCopy.own(wish.node().name(), "commit of a reopen", BlockException.NO_OFFSET, e);
        }
    }

    /** Aborts what was not committed, and closes what is not needed any more. */
    public void end() {
        if (!committed && reopen != null) {
            abort();
        }
        files.close();
    }

    private void abort() {
        try {
            Node node = wish.node();
            new NodeCalls(core).call(node, node.servedBy(), "abort the reopen of " + node.name(), _ -> {
                reopen.abort();
                return null;
            });
        } catch (BlockException e) {
            core.log().accept("the reopen of " + wish.node().name() + " could not be aborted: "
                    + e.getMessage());
        }
    }

    /**
     * A driver that failed in its commit leaves an instance that nobody can trust: the node is orphaned.
     *
     * @return what the driver failed with, if it did
     */
    public Optional<BlockException> orphanIfFaulty(ChangeScope scope) throws BlockException {
        if (fault == null) {
            return Optional.empty();
        }
        Node node = wish.node();
        TakeDown takeDown = new TakeDown(core);
        takeDown.drop(scope, node, true);
        takeDown.become(
                node,
                NodeInfo.State.ORPHANED,
                Outage.now(
                        Outage.Cause.OPEN_FAILED,
                        BlockError.DRIVER_FAULT,
                        node.name() + ": its driver failed after a reopen: " + fault.getMessage(),
                        "block:revive " + node.name() + " opens it again"));
        return Optional.of(fault);
    }
}
