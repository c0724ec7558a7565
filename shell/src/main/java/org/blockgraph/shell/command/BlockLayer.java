// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.concurrent.atomic.AtomicReference;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.export.BlockExports;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The block layer as commands see it: here now, or not. Its services are bound dynamically, which a
 * constructor can't do: so commands stay while the core is updated, and say what is missing instead of
 * vanishing. Commands themselves last for one line; what lasts longer, the drains, is here. Any thread;
 * service threads set the references, commands read them.
 */
@Component(service = BlockLayer.class, immediate = true)
public final class BlockLayer {

    private final AtomicReference<BlockGraph> graph = new AtomicReference<>();
    private final AtomicReference<DriverReplacer> replacer = new AtomicReference<>();
    private final AtomicReference<BlockExports> exports = new AtomicReference<>();
    private final HeldDrains drains = new HeldDrains();

    /**
     * Returns the graph.
     *
     * @throws BlockException SHUTDOWN when the core is not running
     */
    public BlockGraph graph() throws BlockException {
        return require(graph.get(), "the block layer is not running; start the bundle org.blockgraph.core");
    }

    /**
     * Returns what replaces drivers.
     *
     * @throws BlockException SHUTDOWN when the core is not running
     */
    public DriverReplacer replacer() throws BlockException {
        return require(replacer.get(), "drivers can't be replaced now; start the bundle org.blockgraph.core");
    }

    /**
     * Returns what serves devices to other programs.
     *
     * @throws BlockException SHUTDOWN when no such bundle is running
     */
    public BlockExports exports() throws BlockException {
        return require(
                exports.get(),
                "nothing can be exported now; start the bundle org.blockgraph.exports.nbd, which needs"
                        + " org.blockgraph.core");
    }

    /** Returns the drains that the shell holds. */
    HeldDrains drains() {
        return drains;
    }

    private static <T> T require(T service, String remedy) throws BlockException {
        if (service == null) {
            throw new BlockException(BlockError.SHUTDOWN, remedy);
        }
        return service;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindGraph(BlockGraph arrived) {
        graph.set(arrived);
    }

    /** A better service is bound before the one that it replaces is unbound. */
    void unbindGraph(BlockGraph left) {
        graph.compareAndSet(left, null);
        drains.forget(left);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindReplacer(DriverReplacer arrived) {
        replacer.set(arrived);
    }

    /** A better service is bound before the one that it replaces is unbound. */
    void unbindReplacer(DriverReplacer left) {
        replacer.compareAndSet(left, null);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindExports(BlockExports arrived) {
        exports.set(arrived);
    }

    /** A better service is bound before the one that it replaces is unbound. */
    void unbindExports(BlockExports left) {
        exports.compareAndSet(left, null);
    }

    /** Nobody could end the shell's drains when it is gone. */
    @Deactivate
    void stop() {
        drains.stop();
    }
}
