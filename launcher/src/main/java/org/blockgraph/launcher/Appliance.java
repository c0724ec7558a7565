// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** One framework with the appliance's bundles, from its start to its end. */
final class Appliance {

    private final Framework framework;

    private Appliance(Framework framework) {
        this.framework = framework;
    }

    /** Makes the framework that is on the class path; nothing is started yet. */
    static Appliance create(Map<String, String> properties) throws StartException {
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).findFirst()
                .orElseThrow(() -> new StartException("no OSGi framework on the class path"));
        Appliance appliance = new Appliance(factory.newFramework(properties));
        try {
            appliance.framework.init(Appliance::report);
        } catch (BundleException e) {
            throw new StartException("the framework can't start: " + e.getMessage(), e);
        }
        appliance.framework.getBundleContext().addFrameworkListener(Appliance::report);
        return appliance;
    }

    /** The context of the system bundle. */
    BundleContext system() {
        return framework.getBundleContext();
    }

    /** Installs the bundles and starts them, level by level; returns when the last level is reached. */
    void start(Path bundles) throws StartException {
        new BundleFolder(bundles).installInto(system());
        try {
            framework.start();
        } catch (BundleException e) {
            throw new StartException("the framework can't start: " + e.getMessage(), e);
        }
    }

    /** How many bundles are there, the framework not counted. */
    int bundleCount() {
        return system().getBundles().length - 1;
    }

    /** Asks the framework to stop and returns at once. */
    void requestStop() {
        try {
            framework.stop();
        } catch (BundleException e) {
            Main.complain("the framework does not stop: " + e.getMessage());
        }
    }

    /** Stops the framework. False if it did not end in time. */
    boolean stop(Duration most) throws InterruptedException {
        requestStop();
        return framework.waitForStop(most.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    }

    /** Waits until the framework has stopped for good; one that was updated is started again. */
    void awaitStop() throws InterruptedException, StartException {
        while (true) {
            int how = framework.waitForStop(0).getType();
            if (how != FrameworkEvent.STOPPED_UPDATE && how != FrameworkEvent.STOPPED_SYSTEM_REFRESHED) {
                return;
            }
            try {
                framework.start();
            } catch (BundleException e) {
                throw new StartException("the framework can't start again: " + e.getMessage(), e);
            }
        }
    }

    private static void report(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            Bundle bundle = event.getBundle();
            Main.complain(bundle.getSymbolicName() + " " + bundle.getVersion() + ": " + event.getThrowable());
        }
    }
}
