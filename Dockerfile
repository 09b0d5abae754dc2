# The service as an image: Node 26, the packages it runs on, the built console, and no tools.
#   docker build -t paulownia .

FROM node:26-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY src/contract src/contract
COPY src/domain src/domain
COPY dashboards/console dashboards/console
COPY tsconfig.json ./
RUN npm run console:build

# No package needs a script of its own at installation: DuckDB's binary is a package, and the
# package that brings Node where a machine has an older one stays empty.
FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:26-slim
# Large buffers go back to the system when they are done with: some 30 MB less after a busy hour.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /app
# Volumes take over the owner of the folder that they are mounted on first.
RUN install -d -o node -g node -m 750 /data /access
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE paulownia.example.yaml .env.example ./
COPY src src
COPY simulators simulators
COPY --from=console /app/dashboards/console/dist dashboards/console/dist
USER node
VOLUME /data
EXPOSE 8080 1883
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/api/v1/health/live').then(({ok}) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/app/main.ts"]
CMD ["serve", "/etc/paulownia/paulownia.yaml"]
