-- Until when the process that makes the attempt under way has said that it lives. Null: nobody has.
ALTER TABLE "Job" ADD COLUMN "leasedUntil" TIMESTAMPTZ(3);
