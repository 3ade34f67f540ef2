// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Another JVM's figures about itself. Asking loads its management classes, some megabytes: measure
 * resident memory before.
 */
public final class ServerJvm implements AutoCloseable {

  private final JMXConnector connector;

  private ServerJvm(JMXConnector connector) {
    this.connector = connector;
  }

  /** Connects to the JVM of a process. */
  @SuppressWarnings("BanJNDI") // the address comes from the JVM that we started ourselves
  public static ServerJvm of(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return new ServerJvm(
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("cannot attach to process " + pid, e);
    }
  }

  /**
   * Heap bytes allocated so far by all threads, ended ones included: an exact count. (The fill of
   * Eden, which jstat shows, is rounded to regions and falls back to nothing at each collection.)
   */
  public long allocatedBytes() throws IOException {
    try {
      ObjectName threading = new ObjectName("java.lang:type=Threading");
      return (Long)
          connector.getMBeanServerConnection().getAttribute(threading, "TotalThreadAllocatedBytes");
    } catch (JMException e) {
      throw new IOException("no count of allocations: " + e.getMessage(), e);
    }
  }

  /** Bytes of each of its memory pools that the system has promised it, by the pool's name. */
  public Map<String, Long> committedBytes() throws IOException {
    MBeanServerConnection server = connector.getMBeanServerConnection();
    Map<String, Long> pools = new TreeMap<>();
    try {
      ObjectName all = new ObjectName("java.lang:type=MemoryPool,name=*");
      for (ObjectName pool : server.queryNames(all, null)) {
        CompositeData usage = (CompositeData) server.getAttribute(pool, "Usage");
        pools.put(pool.getKeyProperty("name"), (Long) usage.get("committed"));
      }
      return pools;
    } catch (JMException e) {
      throw new IOException("no memory pools: " + e.getMessage(), e);
    }
  }

  /** Live threads. */
  public int threads() throws IOException {
    try {
      ObjectName threading = new ObjectName("java.lang:type=Threading");
      return (Integer) connector.getMBeanServerConnection().getAttribute(threading, "ThreadCount");
    } catch (JMException e) {
      throw new IOException("no count of threads: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
