-- In which span of which trace a job was stored or retried, where traces are wanted: whichever process makes an attempt
-- at it goes on with that trace.
ALTER TABLE "Job" ADD COLUMN "traceparent" TEXT;
