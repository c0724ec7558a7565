// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.life.DriverSwap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Replaces a driver bundle: the new one is installed beside the old and tried out, nodes move one by one,
 * the old one goes. Calls the framework on the caller's thread, which holds no lock of the graph's. One
 * replacement at a time; a second one waits.
 */
@Component(service = DriverReplacer.class)
public final class BundleReplacer implements DriverReplacer {

    private static final long TURN_SECONDS = 120;
    private static final long SERVICE_SECONDS = 10;

    private final BundleContext context;
    private final CoreComponent owner;
    private final DriverTracking tracking;
    private final BundleSteps steps;
    private final ReentrantLock turn = new ReentrantLock(true);

    /** Wires. */
    @Activate
    public BundleReplacer(
            BundleContext context,
            @Reference CoreComponent owner,
            @Reference DriverTracking tracking,
            @Reference ServiceComponentRuntime components) {
        this.context = context;
        this.owner = owner;
        this.tracking = tracking;
        this.steps = new BundleSteps(context, components);
    }

    @Override
    public ReplaceResult replace(String url, Consumer<String> progress) throws BlockException {
        owner.core().requireOutside();
        try {
            if (!turn.tryLock(TURN_SECONDS, TimeUnit.SECONDS)) {
                throw new BlockException(
                        BlockError.BUSY, "another replacement is under way; try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlockException(
                    BlockError.CANCELLED, "interrupted while another replacement was under way");
        }
        try {
            return inTurn(url, line -> tell(progress, line));
        } catch (IllegalStateException e) {
            throw new BlockException(BlockError.SHUTDOWN, "the framework is stopping: " + e.getMessage());
        } finally {
            turn.unlock();
        }
    }

    /** Who listens badly does not end the replacement half-way. */
    private void tell(Consumer<String> progress, String line) {
        try {
            progress.accept(line);
        } catch (RuntimeException e) {
            owner.core().note("who follows a replacement failed on '" + line + "': " + e);
        }
    }

    private ReplaceResult inTurn(String url, Consumer<String> progress) throws BlockException {
        NewBundle candidate = NewBundle.read(url);
        Old old = old(candidate);
        DriverEntry from = old.driver();
        candidate.requireOtherVersionThan(context.getBundles());
        Bundle fresh = steps.install(candidate);
        DriverSwap.Moved moved;
        DriverEntry to;
        boolean kept = false;
        try {
            progress.accept("installed " + candidate.name() + " " + candidate.version() + " beside "
                    + from.identity().version());
            to = start(fresh, from, progress);
            moved = owner.core().driverSwap().moveAll(from, to, progress);
            kept = true;
        } catch (BlockException e) {
            owner.core().post(BlockEvent.Kind.REPLACE_FAILED, from.toString(), e.getMessage());
            throw e;
        } finally {
            if (!kept) {
                refuse(fresh, candidate, progress);
            }
        }
        String leak = retire(old.bundle(), from, progress);
        return new ReplaceResult(
                from.format(),
                from.identity().version(),
                to.identity().version(),
                moved.nodes(),
                moved.longestPauseNanos(),
                leak);
    }

    /** The bundle that is replaced, and the driver that it has registered. */
    private record Old(Bundle bundle, DriverEntry driver) {}

    private Old old(NewBundle candidate) throws BlockException {
        for (Bundle bundle : context.getBundles()) {
            DriverEntry driver =
                    candidate.name().equals(bundle.getSymbolicName()) ? tracking.ofBundle(bundle) : null;
            if (driver != null) {
                return new Old(bundle, driver);
            }
        }
        throw new BlockException(
                BlockError.NOT_FOUND,
                candidate.name()
                        + ": no driver bundle of that name is active; install this one with felix:install");
    }

    private DriverEntry start(Bundle fresh, DriverEntry from, Consumer<String> progress)
            throws BlockException {
        steps.start(fresh);
        DriverEntry to;
        try {
            to = tracking.await(fresh, System.nanoTime() + TimeUnit.SECONDS.toNanos(SERVICE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlockException(BlockError.CANCELLED, "interrupted while the new driver started");
        }
        if (to == null) {
            throw new BlockException(
                    BlockError.NO_DRIVER,
                    fresh.getSymbolicName() + " " + fresh.getVersion() + ": no driver service came: "
                            + steps.whyNoService(fresh));
        }
        DriverSwap.requireSameFormat(from, to);
        progress.accept("started " + to);
        progress.accept(owner.core().scratchTest(to).run());
        return to;
    }

    /** Uninstalls the old bundle, refreshes it alone, and sees that its class loader goes. */
    private String retire(Bundle old, DriverEntry from, Consumer<String> progress) throws BlockException {
        LoaderWatch watch = LoaderWatch.of(old);
        steps.remove(old);
        progress.accept("uninstalled " + old.getSymbolicName() + " " + from.identity().version());
        return leak(watch, from.toString(), progress);
    }

    /** Uninstalls the new bundle, which was no good; what it left behind is named as well. */
    private void refuse(Bundle fresh, NewBundle candidate, Consumer<String> progress) throws BlockException {
        LoaderWatch watch = LoaderWatch.of(fresh);
        steps.remove(fresh);
        leak(watch, candidate.name() + " " + candidate.version(), progress);
    }

    private String leak(LoaderWatch watch, String whose, Consumer<String> progress) {
        String leak = watch.awaitGone();
        if (!leak.isEmpty()) {
            owner.core().post(BlockEvent.Kind.DRIVER_LEAK, whose, leak);
            progress.accept("leak: " + leak);
        }
        return leak;
    }
}
