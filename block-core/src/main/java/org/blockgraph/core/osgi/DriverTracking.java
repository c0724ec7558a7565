// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.core.driver.DriverEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Tells the core of drivers that come and go, keyed by service id. Called by the framework with its locks
 * held: an arrival only enqueues, a departure waits, bounded, until the driver's code is out of use.
 */
@Component(service = DriverTracking.class, immediate = true)
public final class DriverTracking {

    private final BundleContext context;
    private final CoreComponent owner;
    private final Logger logger;

    /** What is bound; guarded by this. */
    private final Map<Long, Bound> bound = new HashMap<>();

    /** The ids of bundles whose driver could not be had, so that nobody waits for it; guarded by this. */
    private final Set<Long> failed = new HashSet<>();

    private record Bound(DriverEntry entry, long bundle) {}

    /** Starts with no driver. */
    @Activate
    public DriverTracking(
            BundleContext context,
            @Reference CoreComponent owner, @Reference(service = LoggerFactory.class) Logger logger) {
        this.context = context;
        this.owner = owner;
        this.logger = logger;
    }

    /**
     * A driver has come. Its service is asked for here: the component runtime would remember, and keep, one
     * that fails then for ever.
     */
    @Reference(
            service = BlockDriver.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.RELUCTANT)
    void addDriver(ServiceReference<BlockDriver> reference) {
        DriverEntry.Identity identity;
        try {
            identity = identity(reference);
        } catch (IllegalArgumentException e) {
            logger.warn("{}: not used: {}", reference, e.getMessage());
            return;
        }
        BlockDriver driver = context.getService(reference);
        if (driver == null) {
            fail(reference);
            return;
        }
        DriverEntry entry = new DriverEntry(identity, driver);
        synchronized (this) {
            bound.put(identity.id(), new Bound(entry, reference.getBundle().getBundleId()));
            notifyAll();
        }
        try {
            owner.core().driverLife().arrive(entry);
        } catch (BlockException e) {
            logger.warn(e.getMessage());
        }
    }

    private void fail(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        logger.warn("the driver of {} could not be made and is not used", bundle);
        synchronized (this) {
            if (bundle != null) {
                failed.add(bundle.getBundleId());
            }
            notifyAll();
        }
    }

    /** A driver leaves; its code stays callable until this returns. */
    void removeDriver(ServiceReference<BlockDriver> reference) {
        Bound was;
        synchronized (this) {
            was = bound.remove(id(reference));
            failed.remove(reference.getProperty(Constants.SERVICE_BUNDLEID));
            notifyAll();
        }
        if (was != null) {
            owner.core().driverLife().leave(was.entry());
            context.ungetService(reference);
        }
    }

    /** Nothing parks when the core itself stops: everything is closed before the drivers are let go. */
    @Deactivate
    void stop() {
        owner.core().shutDown("the block core is stopping");
    }

    private static long id(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    private static DriverEntry.Identity identity(ServiceReference<BlockDriver> reference) {
        Object format = reference.getProperty(BlockDriverType.FORMAT);
        Object kind = reference.getProperty(BlockDriverType.KIND);
        if (!(format instanceof String name) || !name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException("the service property " + BlockDriverType.FORMAT + " is "
                    + format + "; annotate the driver with @BlockDriverType");
        }
        Bundle bundle = reference.getBundle();
        return new DriverEntry.Identity(
                id(reference),
                name,
                DriverKind.valueOf(String.valueOf(kind)),
                bundle.getSymbolicName(),
                bundle.getVersion().toString());
    }

    /** Returns the driver that a bundle has registered, or null. */
    synchronized DriverEntry ofBundle(Bundle bundle) {
        for (Bound each : bound.values()) {
            if (each.bundle() == bundle.getBundleId() && each.entry().isActive()) {
                return each.entry();
            }
        }
        return null;
    }

    /** Waits until a bundle has registered a driver; null when that failed or the time is over first. */
    synchronized DriverEntry await(Bundle bundle, long deadlineNanos) throws InterruptedException {
        DriverEntry entry = ofBundle(bundle);
        for (long left = left(deadlineNanos); entry == null && left > 0; left = left(deadlineNanos)) {
            if (failed.contains(bundle.getBundleId())) {
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
            entry = ofBundle(bundle);
        }
        return entry;
    }

    private static long left(long deadlineNanos) {
        return deadlineNanos - System.nanoTime();
    }
}
